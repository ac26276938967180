import Subprocess
import SystemPackage

/// A command line, run as the unprivileged account in an environment that holds nothing unexpected.
package struct Command: Sendable {
    /// The executable's path, then its arguments.
    package var line: [String]

    /// What the environment holds beside the few variables that every command gets.
    package var environment: [String: String]

    /// The working directory.
    package var directory: String

    /// How much of each output stream is taken before the command counts as out of control.
    private static let outputLimit = 4 << 20

    /// Whether it runs as whoever runs the tests.
    private let isAsCaller: Bool

    /// A command line to run later.
    package init(
        _ line: [String],
        environment: [String: String] = [:],
        directory: String = "/",
        isAsCaller: Bool = false
    ) {
        self.isAsCaller = isAsCaller
        self.line = line
        self.environment = environment
        self.directory = directory
    }

    /// Runs the command to its end, whatever that is.
    package func run() async throws -> Outcome {
        let whole = (isAsCaller ? [] : Account.unprivileged.prefix) + line
        var variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"]
        variables.merge(environment) { _, given in given }
        let result = try await Subprocess.run(
            .path(FilePath(whole[0])),
            arguments: Arguments(Array(whole.dropFirst())),
            environment: .custom(
                Dictionary(
                    uniqueKeysWithValues: variables.map {
                        (Environment.Key(stringLiteral: $0.key), $0.value)
                    }
                )
            ),
            workingDirectory: FilePath(directory),
            output: .string(limit: Self.outputLimit),
            error: .string(limit: Self.outputLimit)
        )
        let status: Int32
        switch result.terminationStatus {
        case .exited(let code): status = code
        case .signaled(let signal): status = 128 + signal
        }
        return Outcome(
            line: line,
            status: status,
            output: result.standardOutput,
            errors: result.standardError
        )
    }

    /// Runs the command and gives what it printed, without the last newline; throws if it failed.
    @discardableResult
    package func succeed() async throws -> String {
        let outcome = try await run()
        guard outcome.status == 0 else { throw HarnessError(outcome.description) }
        return outcome.output.hasSuffix("\n") ? String(outcome.output.dropLast()) : outcome.output
    }
}

/// How a command ended and what it said.
package struct Outcome: Sendable, CustomStringConvertible {
    /// What was run.
    package let line: [String]

    /// The exit status; 128 and the signal's number where a signal ended it, as a shell says it.
    package let status: Int32

    /// What it wrote to standard output.
    package let output: String

    /// What it wrote to standard error.
    package let errors: String

    /// All of it, as a failed expectation should show it.
    package var description: String {
        "\(line.joined(separator: " "))\nexit status \(status)\n\(output)\(errors)"
    }
}
