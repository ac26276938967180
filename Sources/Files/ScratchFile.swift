internal import CLinux
package import SystemPackage

/// A file without a name for bytes that do not fit into memory, gone with its owner.
package final class ScratchFile {
    /// On a disk first: `/tmp` may be memory.
    private static let directories: [FilePath] = ["/var/tmp", "/tmp"]
    private static let prefix = "wal-archive-"

    /// Bytes written so far.
    package private(set) var length: UInt64 = 0
    private let directory: FilePath
    private let file: Descriptor

    /// Creates the file where TMPDIR says, else where temporary files belong.
    package convenience init(environment: [String: String]) throws(FileError) {
        let named = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : [FilePath($0)] }
        var failure: FileError?
        for directory in named ?? Self.directories {
            do throws(FileError) {
                try self.init(in: directory)
                return
            } catch {
                failure = error
            }
        }
        throw failure ?? FileError(.createWithin, "/tmp", .noSuchFileOrDirectory)
    }

    /// Creates the file in a directory.
    package init(in directory: FilePath) throws(FileError) {
        self.directory = directory
        let place = try Directory(opening: directory)
        let flags = shim_O_TMPFILE | O_RDWR
        let raw = unsafe shim_openat(place.descriptor.rawValue, ".", flags, 0o600)
        if raw >= 0 {
            file = Descriptor(owning: raw)
            return
        }
        let name = Self.prefix + String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let create = O_RDWR | O_CREAT | O_EXCL
        let named = unsafe shim_openat(place.descriptor.rawValue, name, create, 0o600)
        guard named >= 0 else { throw FileError(.createWithin, directory, .current) }
        file = Descriptor(owning: named)
        try place.remove(name)
    }

    /// Appends bytes, all of them.
    ///
    /// The corresponding C function is `write`.
    package func write(_ bytes: RawSpan) throws(FileError) {
        try file.write(bytes, path: directory)
        length += UInt64(bytes.byteCount)
    }

    /// Reads at a position; 0 at the end.
    ///
    /// The corresponding C function is `pread`.
    package func read(at offset: UInt64, into buffer: inout [UInt8]) throws(FileError) -> Int {
        try file.read(at: offset, into: &buffer, path: directory)
    }
}
