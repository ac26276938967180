internal import Archive

/// What a listing tells of a backup's folder.
struct BackupFolder: Equatable {
    private let sizes: [ObjectName: UInt64]

    init(_ objects: [ObjectEntry]) {
        sizes = Dictionary(objects.map { ($0.name, $0.storedBytes) }) { $1 }
    }

    /// Lists the folder of a backup.
    init(of name: BackupName, in place: any ObjectStore) throws(BackupError) {
        var objects: [ObjectEntry] = []
        try BackupError.store { () throws(StoreError) in
            try place.list(prefix: name.prefix) { listed in
                objects.append(listed)
                return true
            }
        }
        self.init(objects)
    }

    /// Whether an object is there.
    func holds(_ name: ObjectName) -> Bool { sizes[name] != nil }

    /// What it lacks of a backup, the first object of it; nil where all of it is there.
    func defect(of backup: BackupDescription) throws(BackupError) -> String? {
        for (file, part) in backup.objects {
            let name = try backup.name.object(file)
            guard let size = sizes[name] else { return "its object \"\(name)\" is missing" }
            guard size == part.storedBytes else {
                return "its object \"\(name)\" has \(size) bytes instead of \(part.storedBytes)"
            }
        }
        return nil
    }
}
