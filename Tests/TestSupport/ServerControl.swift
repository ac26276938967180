import Foundation

/// How a server is stopped.
package enum StopMode: String, Sendable {
    case fast
    case immediate
}

extension PostgreSQLServer {
    /// Starts the server and returns when it takes connections.
    package func start() async throws {
        let outcome = try await control(["start", "--log=\(logPath)", "--wait", "--timeout=90"])
        guard outcome.status == 0 else {
            throw HarnessError("\(outcome)\n\(try log())")
        }
    }

    /// Starts a server that is to end by itself, and returns when it is gone.
    package func startAndFail() async throws {
        _ = try await control(["start", "--log=\(logPath)", "--wait", "--timeout=90"])
        let postmaster = Postmaster(dataDirectory: dataDirectory)
        try await Condition.wait(for: "the end of server \(name)", evidence: log) {
            // It may take connections for a while before it ends.
            postmaster.process == nil
        }
    }

    /// Stops the server and waits until it is gone.
    package func stop(_ mode: StopMode = .fast) async throws {
        let outcome = try await control(["stop", "--mode=\(mode.rawValue)", "--timeout=90"])
        guard outcome.status == 0 else {
            throw HarnessError("\(outcome)\n\(try log())")
        }
    }

    /// Loses the server: it dies as in a crash, and its data directory is gone.
    package func destroy() async throws {
        try await stop(.immediate)
        try FileManager.default.removeItem(atPath: dataDirectory)
    }

    /// Promotes a standby and returns when it takes writes.
    package func promote() async throws {
        let outcome = try await control(["promote", "--wait", "--timeout=90"])
        guard outcome.status == 0 else {
            throw HarnessError("\(outcome)\n\(try log())")
        }
    }

    /// Waits until recovery has ended and the server takes writes.
    package func waitForEndOfRecovery() async throws {
        try await wait(for: "the end of recovery", "SELECT NOT pg_is_in_recovery()")
    }

    /// Waits until a query returns true.
    package func wait(for what: String, _ query: String) async throws {
        try await Condition.wait(for: "\(what) of server \(name)", evidence: log) {
            try await sql(query) == "t"
        }
    }

    /// A line of `pg_controldata`, by its label.
    package func controlData(_ label: String) async throws -> String {
        let line = [installation.executable("pg_controldata"), dataDirectory]
        let output = try await Command(line).succeed()
        guard let found = output.split(separator: "\n").first(where: { $0.hasPrefix(label) }) else {
            throw HarnessError("pg_controldata has no line \"\(label)\"")
        }
        return found.dropFirst(label.count + 1).trimmingCharacters(in: .whitespaces)
    }

    /// Runs `pg_ctl`.
    private func control(_ arguments: [String]) async throws -> Outcome {
        try await Command(
            [installation.executable("pg_ctl"), "--pgdata=\(dataDirectory)"] + arguments,
            environment: environment
        ).run()
    }
}
