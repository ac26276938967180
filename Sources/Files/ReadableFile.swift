internal import CLinux
package import SystemPackage

/// A regular file opened for reading.
///
/// Read, never mapped: a file that somebody truncates would be a SIGBUS.
package final class ReadableFile: Sendable {
    /// Why a name cannot be read as a file.
    package enum Refusal: Error, Equatable, Sendable {
        /// Nothing has this name.
        case absent
        /// A directory, a device, a socket, or a link that leads nowhere.
        case notRegular
        case failed(FileError)
    }

    /// As it was opened, for messages.
    package let path: FilePath
    /// Bytes, when it was opened.
    package let length: UInt64
    let descriptor: Descriptor

    private init(descriptor: consuming Descriptor, path: FilePath) throws(Refusal) {
        let status: FileStatus
        do throws(FileError) {
            status = try descriptor.status(path: path)
        } catch {
            throw .failed(error)
        }
        guard status.isRegular else { throw .notRegular }
        self.descriptor = descriptor
        self.path = path
        length = status.length
    }

    /// Opens a file by its path.
    package convenience init(opening path: FilePath) throws(Refusal) {
        try self.init(path: path) {
            unsafe path.withPlatformString { unsafe shim_open($0, Self.flags, 0) }
        } status: { status in
            unsafe path.withPlatformString { unsafe lstat($0, &status) }
        }
    }

    /// Opens a file of a directory.
    package convenience init(opening name: String, in directory: Directory) throws(Refusal) {
        let parent = directory.descriptor.rawValue
        try self.init(path: directory.path.appending(name)) {
            unsafe shim_openat(parent, name, Self.flags, 0)
        } status: { status in
            unsafe fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW)
        }
    }

    /// O_NONBLOCK: a FIFO in a file's place must not hold us.
    private static let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY

    private convenience init(
        path: FilePath,
        opening: () -> Int32,
        status linkStatus: (inout stat) -> Int32
    ) throws(Refusal) {
        // Somebody may give the name to a file between two of our calls, and take it away again.
        for _ in 0..<Self.openLimit {
            let raw: Int32
            do throws(Errno) {
                raw = try retryingInterrupts(opening)
            } catch .noSuchFileOrDirectory {
                try Self.refuseDanglingLink(path: path, status: linkStatus)
                continue
            } catch .noSuchAddressOrDevice, .tooManySymbolicLinkLevels {
                throw .notRegular
            } catch {
                throw .failed(FileError(.open, path, error))
            }
            try self.init(descriptor: Descriptor(owning: raw), path: path)
            return
        }
        throw .failed(FileError(.open, path, .resourceBusy))
    }

    /// Nobody creates and removes one name in such a rhythm for longer.
    private static let openLimit = 100

    /// Tells why a name could not be opened: absent, or a link that leads nowhere.
    ///
    /// Returns where a file has the name by now.
    private static func refuseDanglingLink(
        path: FilePath,
        status linkStatus: (inout stat) -> Int32
    ) throws(Refusal) {
        var status = stat()
        guard linkStatus(&status) == 0 else {
            let reason = Errno.current
            if reason == .noSuchFileOrDirectory { throw .absent }
            throw .failed(FileError(.open, path, reason))
        }
        if status.st_mode & mode_t(S_IFMT) == mode_t(S_IFLNK) { throw .notRegular }
    }

    /// Reads at a position into a buffer; 0 at the file's end.
    ///
    /// The corresponding C function is `pread`.
    package func read(
        at offset: UInt64,
        into buffer: inout [UInt8]
    ) throws(FileError) -> Int {
        try descriptor.read(at: offset, into: &buffer, path: path)
    }

    /// Read at a time.
    private static let pieceLength = 1 << 18

    /// Hands on the file's bytes, a piece at a time, until the receiver has enough of them.
    package func read(_ receive: (RawSpan) -> Bool) throws(FileError) {
        var buffer = [UInt8](repeating: 0, count: Self.pieceLength)
        var offset: UInt64 = 0
        while true {
            let count = try read(at: offset, into: &buffer)
            guard count > 0, receive(unsafe buffer.span.extracting(first: count).bytes) else {
                return
            }
            offset += UInt64(count)
        }
    }

    /// Device, inode, size and times as they are now.
    package func status() throws(FileError) -> FileStatus {
        try descriptor.status(path: path)
    }

    /// Makes the file's bytes durable, whoever wrote them.
    package func sync() throws(FileError) {
        try descriptor.sync(path: path)
    }
}
