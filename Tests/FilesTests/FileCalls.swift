import Files
import Glibc
import SystemPackage
import TestSupport

extension ScratchDirectory {
    /// The directory, opened.
    func opened() throws -> Directory { try Directory(opening: FilePath(path)) }

    /// The path of something inside.
    func filePath(_ name: String) -> FilePath { FilePath(path(name)) }

    /// The names inside, in order.
    func names() throws -> [String] { try Disk.names(in: path) }

    /// Writes a text inside.
    @discardableResult
    func write(_ text: String, to name: String) throws -> FilePath {
        FilePath(try write(Array(text.utf8), to: name))
    }

    /// The text of a file inside.
    func text(_ name: String) throws -> String { try Disk.text(path(name)) }

    /// Makes a symbolic link inside.
    func link(_ name: String, to target: String) throws {
        guard symlink(target, path(name)) == 0 else {
            throw HarnessError("could not make a link: errno \(errno)")
        }
    }

    /// Makes a FIFO inside.
    func makeFIFO(_ name: String) throws {
        guard mkfifo(path(name), 0o600) == 0 else {
            throw HarnessError("could not make a FIFO: errno \(errno)")
        }
    }

    /// Makes a socket inside.
    func makeSocket(_ name: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path(name).utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw HarnessError("could not bind: errno \(errno)") }
    }

    /// Says that a file was last written so many seconds ago.
    func age(_ name: String, seconds: Int) throws {
        var times = [timespec](
            repeating: timespec(tv_sec: time(nil) - seconds, tv_nsec: 0),
            count: 2
        )
        guard utimensat(AT_FDCWD, path(name), &times, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw HarnessError("could not set a time: errno \(errno)")
        }
    }

    /// Where temporary files get their names in these tests.
    func place(subdirectory: String? = nil) throws -> TemporaryPlace {
        TemporaryPlace(directory: try opened(), subdirectory: subdirectory, prefix: "our-")
    }

    /// Makes a temporary file that has these bytes.
    func temporaryFile(
        _ bytes: [UInt8],
        subdirectory: String? = nil,
        mode: UInt16 = 0o600
    ) throws -> TemporaryFile {
        let file = try TemporaryFile(
            in: try place(subdirectory: subdirectory),
            mode: FilePermissions(rawValue: UInt32(mode))
        )
        try file.write(bytes.span.bytes)
        try file.sync()
        return file
    }
}
