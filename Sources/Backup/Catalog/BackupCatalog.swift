package import Archive

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

    /// Those that are whole, oldest first.
    package var backups: [BackupDescription]
    /// The others.
    package var incomplete: [Incomplete]
    /// The names of all objects of whole backups.
    package var objects: [BackupName: [ObjectEntry]]
    /// What backups lack of what they describe, in words; none of those that are sound.
    package var defects: [BackupName: String]
    /// Folders whose descriptions cannot be read, and why.
    package var unreadable: [BackupName: String]

    /// Makes a catalog of its parts.
    package init(
        backups: [BackupDescription],
        incomplete: [Incomplete] = [],
        objects: [BackupName: [ObjectEntry]] = [:],
        defects: [BackupName: String] = [:],
        unreadable: [BackupName: String] = [:]
    ) {
        self.backups = Self.sorted(backups)
        self.incomplete = incomplete
        self.objects = objects
        self.defects = defects
        self.unreadable = unreadable
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
                let state = unreadable[parent] == nil ? "is not there" : "cannot be read"
                throw .absent("backup \(backup.name) builds on \(parent), which \(state)")
            }
            chain.append(found)
        }
        return chain.reversed()
    }

    /// Why the newest backup that cannot be restored cannot be, beginning with its name; nil where
    /// each can.
    package var newestDefect: String? {
        let known = backups.reversed().lazy.compactMap { backup in
            defect(of: backup).map { (backup.name, $0) }
        }.first
        let newest = ([known] + unreadable.map { ($0.key, $0.value) }).compactMap { $0 }
            .max { $0.0 < $1.0 }
        return newest.map { "\($0.0) cannot be restored: \($0.1)" }
    }
}
