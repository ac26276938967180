internal import CLinux
package import SystemPackage

/// An open file descriptor with one owner, closed when the owner ends.
package struct Descriptor: ~Copyable, Sendable {
    package let rawValue: Int32

    /// Takes ownership of a descriptor that a C function returned.
    package init(owning rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Opens a path; always close-on-exec.
    ///
    /// The corresponding C function is `open`.
    package init(
        opening path: FilePath,
        flags: Int32,
        mode: FilePermissions = []
    ) throws(FileError) {
        do throws(Errno) {
            rawValue = try retryingInterrupts {
                unsafe path.withPlatformString { unsafe shim_open($0, flags, mode.rawValue) }
            }
        } catch {
            throw FileError(flags & O_CREAT != 0 ? .create : .open, path, error)
        }
    }

    deinit {
        _ = CLinux.close(rawValue)
    }

    /// Closes and tells what the system says of it: a network file system may report a failed write
    /// only now.
    ///
    /// The corresponding C function is `close`.
    package consuming func close(path: FilePath) throws(FileError) {
        let descriptor = rawValue
        discard self
        // After an error, EINTR too, Linux has released the descriptor: never again.
        guard CLinux.close(descriptor) == 0 else { throw FileError(.close, path, .current) }
    }

    /// Tells what closing would tell, and stays open: a network file system may report a failed write
    /// only then, and a lock ends with the descriptor.
    ///
    /// The corresponding C functions are `dup` and `close`, of which every one asks.
    borrowing func flush(path: FilePath) throws(FileError) {
        let copy = shim_duplicate(rawValue)
        guard copy >= 0, CLinux.close(copy) == 0 else { throw FileError(.close, path, .current) }
    }

    /// Device, inode, size and times.
    ///
    /// The corresponding C function is `fstat`.
    package borrowing func status(path: FilePath) throws(FileError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(rawValue, &status) == 0 else {
            throw FileError(.stat, path, .current)
        }
        return FileStatus(status)
    }

    /// Reads at a position; 0 at the file's end.
    ///
    /// The corresponding C function is `pread`.
    borrowing func read(
        at offset: UInt64,
        into buffer: inout [UInt8],
        path: FilePath
    ) throws(FileError) -> Int {
        let descriptor = rawValue
        guard let offset = off_t(exactly: offset) else {
            throw FileError(.read, path, .invalidArgument)
        }
        do throws(Errno) {
            return try retryingInterrupts {
                unsafe buffer.withUnsafeMutableBytes {
                    unsafe pread(descriptor, $0.baseAddress, $0.count, offset)
                }
            }
        } catch {
            throw FileError(.read, path, error)
        }
    }

    /// Appends bytes, all of them.
    ///
    /// The corresponding C function is `write`.
    borrowing func write(_ bytes: RawSpan, path: FilePath) throws(FileError) {
        let descriptor = rawValue
        var written = 0
        while written < bytes.byteCount {
            let count: Int
            do throws(Errno) {
                let offset = written
                count = try retryingInterrupts {
                    unsafe bytes.withUnsafeBytes {
                        let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[offset...])
                        return unsafe CLinux.write(descriptor, rest.baseAddress, rest.count)
                    }
                }
            } catch {
                throw FileError(.write, path, error)
            }
            // A write of nothing would loop for ever; no file system gives one on purpose.
            guard count > 0 else { throw FileError(.write, path, .ioError) }
            written += count
        }
    }

    /// Makes written bytes durable.
    ///
    /// The corresponding C function is `fsync`.
    package borrowing func sync(path: FilePath) throws(FileError) {
        let descriptor = rawValue
        do throws(Errno) {
            _ = try retryingInterrupts { fsync(descriptor) }
        } catch {
            throw FileError(.sync, path, error)
        }
    }
}
