internal import CLinux
internal import SystemPackage

/// A lock on a file of a directory that only one process at a time has, and that ends with it.
///
/// The corresponding C function is `flock`.
package final class FileLock: Sendable {
    private static let mode: mode_t = 0o600
    private let descriptor: Descriptor

    private init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    /// Takes the lock; nil while another process has it.
    package static func take(_ name: String, in directory: Directory) throws(FileError) -> FileLock?
    {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW
        let raw = unsafe shim_openat(directory.descriptor.rawValue, name, flags, mode)
        guard raw >= 0 else { throw FileError(.create, directory.path.appending(name), .current) }
        let descriptor = Descriptor(owning: raw)
        guard flock(raw, LOCK_EX | LOCK_NB) == 0 else {
            let reason = Errno.current
            if reason == .wouldBlock { return nil }
            throw FileError(.lock, directory.path.appending(name), reason)
        }
        return FileLock(descriptor)
    }

    /// Whether a process has the lock; false where that cannot be told.
    package static func isHeld(_ name: String, in directory: Directory) -> Bool {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
        let raw = unsafe shim_openat(directory.descriptor.rawValue, name, flags, 0)
        guard raw >= 0 else { return false }
        let descriptor = Descriptor(owning: raw)
        return flock(descriptor.rawValue, LOCK_SH | LOCK_NB) != 0
            && Errno.current == .wouldBlock
    }
}
