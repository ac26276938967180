import Foundation

/// A process that lives and does nothing: what a postmaster.pid names where there is no server.
///
/// It may be killed, as a test's own process must not be: a scratch directory ends the servers that
/// it finds.
package struct PostmasterStandIn: Sendable {
    private let process: Process

    /// Its number.
    package var id: pid_t { process.processIdentifier }

    /// Runs a body beside such a process, and ends that however the body ends.
    package static func with<Value: Sendable>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (PostmasterStandIn) async throws -> Value
    ) async throws -> Value {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["600"]
        // Else whoever reads our output would wait for it too.
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Whoever runs the tests may have blocked SIGTERM.
        defer { kill(process.processIdentifier, SIGKILL) }
        return try await body(PostmasterStandIn(process: process))
    }
}
