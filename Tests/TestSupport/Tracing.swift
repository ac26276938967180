import Foundation

/// `strace`, which makes system calls of a command slow or lets signals arrive with them.
package enum Tracing {
    /// Whether it is there and may be used here.
    package static let isPossible: Bool = {
        let strace = Process()
        strace.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        strace.arguments = ["-f", "-o", "/dev/null", "/bin/true"]
        strace.standardError = FileHandle.nullDevice
        guard (try? strace.run()) != nil else { return false }
        strace.waitUntilExit()
        return strace.terminationStatus == 0
    }()

    /// What to tell where it is not.
    package static let isMissing = "strace is not there or not permitted (apt-get install strace)"

    /// What stands before a command line so that something happens with a system call.
    ///
    /// The tracer is a process apart, so that signals for the command reach the command alone.
    /// - Parameter path: only calls that name this path; nil for all.
    package static func prefix(
        _ call: String,
        _ happening: String,
        at path: String? = nil
    ) -> String {
        "/usr/bin/strace -DD -f -qq -o /dev/null -e trace=\(call)"
            + (path.map { " -P \($0)" } ?? "") + " -e inject=\(call):\(happening)"
    }
}
