import Foundation

/// What `postmaster.pid` in a data directory says of the server that runs there.
package struct Postmaster: Sendable {
    /// The data directory.
    package let dataDirectory: String

    /// The server of this data directory, if one runs.
    package init(dataDirectory: String) { self.dataDirectory = dataDirectory }

    /// The lines of the file, none without a file.
    private var lines: [Substring] {
        ((try? Disk.text("\(dataDirectory)/postmaster.pid")) ?? "").split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
    }

    /// The process, while it lives.
    package var process: pid_t? {
        guard let first = lines.first, let process = pid_t(first), process > 1 else { return nil }
        return Self.lives(process) ? process : nil
    }

    /// Line 8: `starting`, `ready`, `standby` or `stopping`.
    package var status: String {
        let lines = lines
        return lines.count > 7 ? lines[7].trimmingCharacters(in: .whitespaces) : ""
    }

    /// Kills the server as a crash would, if it runs, and waits until it is gone.
    package func end() async throws {
        guard let process else { return }
        kill(process, SIGQUIT)
        try await Condition.wait(for: "the end of server \(process)") { !Self.lives(process) }
    }

    /// Whether a process is there and more than a zombie that nobody collects.
    private static func lives(_ process: pid_t) -> Bool {
        guard let status = try? Disk.text("/proc/\(process)/stat") else { return false }
        let afterName = status.split(separator: ") ").last ?? ""
        return !afterName.hasPrefix("Z")
    }
}
