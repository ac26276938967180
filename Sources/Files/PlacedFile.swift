internal import CLinux
package import SystemPackage

/// A file that is written at positions, by several threads at once.
package struct PlacedFile: ~Copyable {
    private let descriptor: Descriptor
    private let path: FilePath

    init(_ descriptor: consuming Descriptor, path: FilePath) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Writes bytes at a position, all of them.
    ///
    /// The corresponding C function is `pwrite`.
    package borrowing func write(_ bytes: RawSpan, at offset: UInt64) throws(FileError) {
        let raw = descriptor.rawValue
        var written = 0
        while written < bytes.byteCount {
            guard let position = off_t(exactly: offset + UInt64(written)) else {
                throw FileError(.write, path, .fileTooLarge)
            }
            let count: Int
            do throws(Errno) {
                let start = written
                count = try retryingInterrupts {
                    unsafe bytes.withUnsafeBytes {
                        let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[start...])
                        return unsafe pwrite(raw, rest.baseAddress, rest.count, position)
                    }
                }
            } catch {
                throw FileError(.write, path, error)
            }
            guard count > 0 else { throw FileError(.write, path, .ioError) }
            written += count
        }
    }

    /// Lets the disk begin with bytes that were written, so that a later sync waits for less.
    ///
    /// An optimisation: whether it works is of no matter.
    package borrowing func beginWriteback(of range: Range<UInt64>) {
        _ = shim_begin_writeback(
            descriptor.rawValue,
            Int64(clamping: range.lowerBound),
            Int64(clamping: range.upperBound - range.lowerBound)
        )
    }

    /// Sets the permissions, whatever the umask is.
    ///
    /// The corresponding C function is `fchmod`.
    package borrowing func setMode(_ mode: FilePermissions) throws(FileError) {
        guard fchmod(descriptor.rawValue, mode.rawValue) == 0 else {
            throw FileError(.create, path, .current)
        }
    }

    /// Sets the length.
    ///
    /// The corresponding C function is `ftruncate`.
    package borrowing func setLength(_ length: UInt64) throws(FileError) {
        guard let length = off_t(exactly: length), ftruncate(descriptor.rawValue, length) == 0
        else { throw FileError(.write, path, .current) }
    }

    /// Takes the file's lock, which ends with the file; false while somebody else has it.
    package borrowing func lock() throws(FileError) -> Bool {
        try descriptor.lock(path: path)
    }

    /// Hands on the descriptor: a child that has it keeps the lock as long as it lives.
    package borrowing func withDescriptor<Value, Failure: Error>(
        _ use: (Int32) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try use(descriptor.rawValue)
    }

    /// Device, inode, size and times.
    package borrowing func status() throws(FileError) -> FileStatus {
        try descriptor.status(path: path)
    }

    /// Makes written bytes durable.
    package borrowing func sync() throws(FileError) {
        try descriptor.sync(path: path)
    }

    /// Closes and tells what the system says of it.
    package consuming func close() throws(FileError) {
        let path = path
        try descriptor.close(path: path)
    }

    borrowing func setOwner(_ owner: FileOwner) throws(FileError) {
        guard fchown(descriptor.rawValue, owner.user, owner.group) == 0 else {
            throw FileError(.create, path, .current)
        }
    }
}
