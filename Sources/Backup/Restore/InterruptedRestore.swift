internal import Files
package import SystemPackage

/// A restore that ended too early and left its journal.
package enum InterruptedRestore {
    /// The first line has a name and the places of tablespaces.
    private static let lengthLimit = 1 << 16
    static let headWords = "wal-archive restore 1 "

    /// The backup that a directory was being filled with; nil where there is no such journal.
    package static func backup(in directory: FilePath) throws(BackupError) -> BackupName? {
        let bytes = try BackupError.file { () throws(FileError) in
            try WholeFile.read(directory.appending(RestoreJournal.name), limit: lengthLimit)
        }
        guard let line = bytes?.split(separator: UInt8(ascii: "\n")).first else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        guard text.hasPrefix(headWords) else { return nil }
        let name = text.dropFirst(headWords.count).prefix { $0 != " " }
        return BackupName(String(name))
    }

    /// What to do about a directory that cannot be gone on with.
    static func hint(in directory: FilePath, wanting wanted: BackupName) -> String {
        switch (try? backup(in: directory)) ?? nil {
        case wanted?:
            "It holds an interrupted restore of this backup with other tablespace mappings: give"
                + " those to go on with it, or move what is in it away."
        case let other?:
            "It holds an interrupted restore of backup \(other): name that one to go on with it, or"
                + " move what is in it away."
        case nil: "Name another one, or move what is in it away."
        }
    }
}
