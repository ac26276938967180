internal import CLinux

/// How much a file system has room for, and whether it is memory.
package struct FileSystemSpace: Equatable, Sendable {
    /// statfs(2): TMPFS_MAGIC.
    private static let tmpfs: UInt64 = 0x0102_1994
    private static let ramfs: UInt64 = 0x8584_58F6

    /// Bytes that users other than root may still fill.
    package let free: UInt64
    /// Whether its files lie in memory.
    package let isMemory: Bool

    /// Makes a space of its parts.
    package init(free: UInt64, isMemory: Bool) {
        self.free = free
        self.isMemory = isMemory
    }
}

extension Directory {
    /// The space of the file system that the directory lies on.
    ///
    /// The corresponding C function is `fstatfs`.
    package func space() throws(FileError) -> FileSystemSpace {
        var status = statfs()
        guard unsafe fstatfs(descriptor.rawValue, &status) == 0 else {
            throw FileError(.stat, path, .current)
        }
        let (free, overflows) = UInt64(clamping: status.f_bavail)
            .multipliedReportingOverflow(by: UInt64(clamping: status.f_bsize))
        return FileSystemSpace(
            free: overflows ? .max : free,
            isMemory: FileSystemSpace.isMemory(UInt64(truncatingIfNeeded: status.f_type))
        )
    }
}

extension FileSystemSpace {
    fileprivate static func isMemory(_ type: UInt64) -> Bool {
        [tmpfs, ramfs].contains(type & 0xFFFF_FFFF)
    }
}
