internal import CLinux
internal import Files
internal import SystemPackage

/// What postmaster.pid says of the server (PostgreSQL's `utils/pidfile.h`).
package struct PostmasterFile: Equatable, Sendable {
    /// The file has eight short lines.
    private static let lengthLimit = 4096
    private static let statusLine = 8

    /// Line 1; negative in single-user mode.
    package let processID: Int32
    /// Line 8, once the server is far enough: `starting`, `stopping`, `ready`, `standby`.
    package let status: String?

    /// Reads a data directory's file; nil when there is none or it cannot be read: then nothing
    /// is known of a server, and nothing is told by it.
    package init?(of directory: DataDirectory) {
        let path = directory.path.appending("postmaster.pid")
        guard let bytes = try? DataDirectory.read(path, limit: Self.lengthLimit) else {
            return nil
        }
        self.init(text: String(decoding: bytes, as: UTF8.self))
    }

    /// Parses the file's text.
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let processID = Int32(first) else { return nil }
        self.processID = processID
        let status = lines.count >= Self.statusLine ? lines[Self.statusLine - 1] : ""
        let word = status.prefix { $0 != " " }
        self.status = word.isEmpty ? nil : String(word)
    }

    /// Whether the server is process 1, which inherits every process that its parent leaves behind.
    package var isFirstProcess: Bool { processID == 1 }

    /// Whether that process exists, whoever it belongs to.
    ///
    /// The C function is `kill`, signal 0.
    package var isAlive: Bool {
        let process = processID == .min ? 0 : abs(processID)
        guard process > 0 else { return false }
        return kill(process, 0) == 0 || shim_errno() == EPERM
    }

    /// Whether a shutdown, smart ones included, has begun.
    package var isStopping: Bool { status == "stopping" }
}
