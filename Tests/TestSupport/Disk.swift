import Foundation

/// Whole files and directories, read and written as a test needs them.
package enum Disk {
    /// The bytes of a file.
    package static func read(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The text of a file.
    package static func text(_ path: String) throws -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Writes a file in place, so that one that is there keeps its owner and mode.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        let isNew = !exists(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw HarnessError("could not open \"\(path)\": errno \(errno)")
        }
        defer { close(descriptor) }
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(
            contentsOf: Data(bytes)
        )
        if isNew { try Account.unprivileged.own(path) }
    }

    /// Adds text at the end of a file.
    package static func append(_ text: String, to path: String) throws {
        let old = exists(path) ? try read(path) : []
        try write(old + Array(text.utf8), to: path)
    }

    /// Whether anything, even a dangling link, has this name.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Whether this is a symbolic link.
    package static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The permissions of a file.
    package static func mode(of path: String) throws -> mode_t {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            throw HarnessError("could not stat \"\(path)\": errno \(errno)")
        }
        return status.st_mode & 0o7777
    }

    /// The names in a directory, in order.
    package static func names(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    /// Removes a file, or a directory with all that is in it.
    package static func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: path)
    }

    /// Copies a directory with all that is in it, for the unprivileged account.
    package static func copyTree(_ source: String, to destination: String) async throws {
        try await Command(["/bin/cp", "-a", source, destination]).succeed()
    }
}
