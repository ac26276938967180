package import Archive
internal import Files
internal import SystemPackage

/// The spool's end of a fetch: the segment under a name of its own until it is whole, then its
/// record.
///
/// Not synced: the record is bound to this start of the machine.
package final class PrefetchTarget: DeliveryTarget {
    private let name: String
    private let directory: Directory
    private let mode: FilePermissions
    private let record: (FileStatus) -> [UInt8]?
    private var file: LockedFile?

    init(
        _ name: String,
        in directory: Directory,
        mode: FilePermissions,
        record: @escaping (FileStatus) -> [UInt8]?
    ) {
        self.name = name
        self.directory = directory
        self.mode = mode
        self.record = record
    }

    /// What is there is replaced.
    package func isTaken() throws(StoreError) -> Bool { false }

    /// Makes the file, in which readers see that somebody is at it.
    package func begin() {
        file = try? LockedFile(creating: partName, in: directory, mode: mode)
    }

    /// Appends to the file.
    package func write(_ plain: RawSpan) throws(StoreError) {
        try attempting { () throws(FileError) in try opened().write(plain) }
    }

    /// Gives the file its name, and then the record that makes it count.
    package func deliver() throws(StoreError) {
        try attempting { () throws(FileError) in
            try directory.remove(name + PrefetchedFiles.recordSuffix)
            let status = try opened().rename(to: name)
            guard let bytes = record(status) else { return }
            try directory.replace(name + PrefetchedFiles.recordSuffix, with: bytes)
        }
        file = nil
    }

    /// Removes what was begun and will not be finished.
    package func giveUp() {
        guard file != nil else { return }
        try? directory.remove(partName)
        file = nil
    }

    private var partName: String { name + PrefetchedFiles.partSuffix }

    private func opened() throws(FileError) -> LockedFile {
        if let file { return file }
        let file = try LockedFile(creating: partName, in: directory, mode: mode)
        self.file = file
        return file
    }

    private func attempting<Result>(
        _ call: () throws(FileError) -> Result
    ) throws(StoreError) -> Result {
        do throws(FileError) {
            return try call()
        } catch {
            throw StoreError(.permanent, error.description)
        }
    }
}
