internal import SystemPackage

extension Directory {
    private static let meansNoLocks: Set<Errno> = [
        .badFileDescriptor, .noLocks, .notSupported, .invalidArgument, .noFunction,
    ]

    /// Takes the directory's lock, which ends with this object; false while somebody else has it.
    ///
    /// Where directories have no locks (NFS) it is taken for free.
    package func lock() throws(FileError) -> Bool {
        do throws(FileError) {
            return try descriptor.lock(path: path)
        } catch {
            guard Self.meansNoLocks.contains(error.reason) else { throw error }
            return true
        }
    }
}
