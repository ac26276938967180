import Foundation
import TestSupport

/// A server that is started by itself, without `pg_ctl`, through a command that prepares for it.
final class DirectPostmaster {
    /// The server.
    private let server: PostgreSQLServer

    /// The command.
    private let process = Process()

    /// Starts it and returns when it takes connections.
    init(_ server: PostgreSQLServer, through prefix: [String]) async throws {
        self.server = server
        try Disk.append("", to: server.logPath)
        guard let log = FileHandle(forUpdatingAtPath: server.logPath) else {
            throw HarnessError("could not open \"\(server.logPath)\"")
        }
        try log.seekToEnd()
        let postgres = [server.installation.executable("postgres"), "-D", server.dataDirectory]
        process.executableURL = URL(fileURLWithPath: prefix[0])
        process.arguments = Array(prefix.dropFirst()) + postgres
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        (process.standardOutput, process.standardError) = (log, log)
        try process.run()
        try await waitUntilItAnswers()
    }

    /// Whether the command runs still.
    var isRunning: Bool { process.isRunning }

    /// Ends the server as a crash would and waits until nothing of it is left.
    func end() async throws {
        let processes = try RunningProcess.all(in: server.dataDirectory)
        for process in processes { kill(process.id, SIGQUIT) }
        try await waitUntilItEnds()
        try await RunningProcess.waitForNone(in: server.dataDirectory)
    }

    /// Waits until the command has ended.
    func waitUntilItEnds() async throws {
        try await Condition.wait(for: "the end of \(server.name)", evidence: server.log) {
            !process.isRunning
        }
    }

    /// Runs a body with a server that is started so, and ends it however the body ends.
    static func with(
        _ server: PostgreSQLServer,
        through prefix: [String],
        _ body: (DirectPostmaster) async throws -> Void
    ) async throws {
        let postmaster = try await DirectPostmaster(server, through: prefix)
        do {
            try await body(postmaster)
            try await postmaster.end()
        } catch {
            try? await postmaster.end()
            throw error
        }
    }

    /// Waits for the first answer.
    private func waitUntilItAnswers() async throws {
        try await Condition.wait(for: "\(server.name) to answer", evidence: server.log) {
            guard process.isRunning else {
                throw HarnessError("\(server.name) ended\n\(try server.log())")
            }
            return (try? await server.sql("SELECT 1")) == "1"
        }
    }
}
