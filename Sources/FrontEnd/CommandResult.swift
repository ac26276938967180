internal import Lifecycle

/// What a command prints and exits with; `main` does both.
package struct CommandResult: Equatable, Sendable {
    /// The exit status.
    package var status: Int32
    /// Lines for standard output.
    package var output: [String] = []
    /// Lines for standard error, which PostgreSQL's log collects.
    package var errors: [String] = []

    /// Makes a result of its parts.
    package init(status: Int32, output: [String] = [], errors: [String] = []) {
        self.status = status
        self.output = output
        self.errors = errors
    }
}

extension CommandResult {
    /// The result for whoever reads it: an orphan's exit status goes to process 1, and a postmaster
    /// that is process 1 restarts all sessions for any but 0 and 1.
    func read(by parent: ParentProcess) -> CommandResult {
        guard status != 0, parent.hasEnded else { return self }
        return CommandResult(status: 1, output: output, errors: errors)
    }
}
