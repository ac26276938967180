package import Archive

extension BackupCatalog {
    /// Lists a place and reads its descriptions.
    ///
    /// One that cannot be read is told, and stands in nobody's way to the others.
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
        var unreadable: [BackupName: String] = [:]
        for (name, objects) in folders.sorted(by: { $0.key < $1.key }) {
            do throws(BackupError) {
                if let description = try Self.description(of: name, in: place) {
                    defects[name] = try Self.defect(of: description, objects, in: place)
                    backups.append(description)
                } else {
                    let begun = try Self.begun(name, in: place)
                    incomplete.append(Incomplete(name: name, begun: begun, objects: objects))
                }
            } catch {
                guard error.isOfOneObject else { throw error }
                unreadable[name] = error.description
            }
        }
        self.init(
            backups: backups,
            incomplete: incomplete,
            objects: folders,
            defects: defects,
            unreadable: unreadable
        )
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

    static func begun(
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
