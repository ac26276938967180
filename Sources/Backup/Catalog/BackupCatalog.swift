package import Archive
internal import WAL

/// All backups of a place.
package struct BackupCatalog: Equatable, Sendable {
    /// A folder without a description: a backup under way, or what is left of one.
    package struct Incomplete: Equatable, Sendable {
        /// Its folder.
        package let name: BackupName
        /// What it was begun as; nil where that is missing too.
        package let begun: BegunBackup?
        /// What is there of it.
        package let objects: [ObjectEntry]

        /// Makes one of its parts.
        package init(name: BackupName, begun: BegunBackup?, objects: [ObjectEntry]) {
            self.name = name
            self.begun = begun
            self.objects = objects
        }

        /// When anything was stored there last; nil where nothing tells.
        var lastActivity: UTCTime? {
            let stored = objects.map { UTCTime(seconds: $0.modified) }
            return ([begun?.startTime].compactMap { $0 } + stored).max()
        }
    }

    /// Those that are whole, oldest first by the time at which they ended.
    package var backups: [BackupDescription]
    /// The others.
    package var incomplete: [Incomplete]
    /// The names of all objects of whole backups.
    package var objects: [BackupName: [ObjectEntry]]
    /// What backups lack of what they describe, in words; none of those that are sound.
    package var defects: [BackupName: String]

    /// Makes a catalog of its parts.
    package init(
        backups: [BackupDescription],
        incomplete: [Incomplete] = [],
        objects: [BackupName: [ObjectEntry]] = [:],
        defects: [BackupName: String] = [:]
    ) {
        self.backups = backups.sorted { ($0.stopTime, $0.name) < ($1.stopTime, $1.name) }
        self.incomplete = incomplete
        self.objects = objects
        self.defects = defects
    }

    /// Lists a place and reads its descriptions.
    package init(of place: any ObjectStore) throws(BackupError) {
        var folders: [BackupName: [ObjectEntry]] = [:]
        do throws(StoreError) {
            try place.list(prefix: "") { listed in
                if let name = listed.name.folder.flatMap({ BackupName($0) }) {
                    folders[name, default: []].append(listed)
                }
                return true
            }
        } catch {
            throw .store(error)
        }
        var backups: [BackupDescription] = []
        var incomplete: [Incomplete] = []
        var defects: [BackupName: String] = [:]
        for (name, objects) in folders.sorted(by: { $0.key < $1.key }) {
            if let description = try Self.description(of: name, in: place) {
                backups.append(description)
                defects[name] = try Self.defect(of: description, objects, in: place)
                continue
            }
            let begun = try Self.begun(name, in: place)
            incomplete.append(Incomplete(name: name, begun: begun, objects: objects))
        }
        self.init(backups: backups, incomplete: incomplete, objects: folders, defects: defects)
    }

    /// What a listed folder lacks; it is listed once more before it is said to lack something, since
    /// the backup may have become complete meanwhile.
    private static func defect(
        of backup: BackupDescription,
        _ objects: [ObjectEntry],
        in place: any ObjectStore
    ) throws(BackupError) -> String? {
        guard try BackupFolder(objects).defect(of: backup) != nil else { return nil }
        return try BackupFolder(of: backup.name, in: place).defect(of: backup)
    }

    /// Why a backup cannot be restored, whatever the archive holds; nil where it can.
    package func defect(of backup: BackupDescription) -> String? {
        let chain: [BackupDescription]
        do throws(BackupError) {
            chain = try self.chain(of: backup)
        } catch {
            return error.description
        }
        for link in chain.reversed() {
            guard let defect = defects[link.name] else { continue }
            return link.name == backup.name ? defect : "it builds on \(link.name): \(defect)"
        }
        return nil
    }

    /// Whose backups these are, as they say themselves.
    package func backup(_ name: BackupName) -> BackupDescription? {
        backups.first { $0.name == name }
    }

    /// When a backup was complete: by the clock of whoever took it, or by that of the place, where
    /// that is later: the former may have been behind.
    func time(of backup: BackupDescription) -> UTCTime {
        let stored = objects[backup.name]?.first {
            $0.name.lastComponent == BackupFile.description
        }
        return max(backup.stopTime, stored.map { UTCTime(seconds: $0.modified) } ?? backup.stopTime)
    }

    /// A backup and all that it builds on, the full one first.
    package func chain(of backup: BackupDescription) throws(BackupError) -> [BackupDescription] {
        var chain = [backup]
        while let parent = chain.last?.parent {
            // Names go back in time; a circle would not.
            guard let found = self.backup(parent), !chain.contains(where: { $0.name == parent })
            else {
                throw .absent("backup \(backup.name) builds on \(parent), which is not there")
            }
            chain.append(found)
        }
        return chain.reversed()
    }

    /// Why the newest backup that cannot be restored cannot be, beginning with its name; nil where
    /// each can.
    package var newestDefect: String? {
        backups.reversed().lazy.compactMap { backup in
            defect(of: backup).map { "\(backup.name) cannot be restored: \($0)" }
        }.first
    }

    static func description(
        of name: BackupName,
        in place: any ObjectStore
    ) throws(BackupError) -> BackupDescription? {
        let object = try name.object(BackupFile.description)
        guard
            let bytes = try contents(object, BackupDescription.lengthLimit, in: place)
        else { return nil }
        let url = "\(place.url)/\(object)"
        let description = try DescriptionCoding.value(
            BackupDescription.self,
            from: bytes,
            of: url
        )
        guard description.format <= BackupDescription.format else {
            throw .refused("\"\(url)\" was written by a later version of this program")
        }
        guard description.name == name else {
            throw .damaged(url, reason: "it describes \(description.name)")
        }
        return description
    }

    private static func begun(
        _ name: BackupName,
        in place: any ObjectStore
    ) throws(BackupError) -> BegunBackup? {
        let object = try name.object(BackupFile.begun)
        guard let bytes = try contents(object, BegunBackup.lengthLimit, in: place) else {
            return nil
        }
        return try DescriptionCoding.value(
            BegunBackup.self,
            from: bytes,
            of: "\(place.url)/\(object)"
        )
    }

    private static func contents(
        _ name: ObjectName,
        _ limit: Int,
        in place: any ObjectStore
    ) throws(BackupError) -> [UInt8]? {
        do throws(StoreError) {
            return try place.contents(of: name, limit: limit)
        } catch {
            throw .store(error)
        }
    }
}
