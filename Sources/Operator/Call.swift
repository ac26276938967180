package import FrontEnd

/// One call of `wal-archive`: what the process gave it, and where it speaks.
package struct Call: Sendable {
    /// The command's name, with which every complaint begins.
    package static let name = "wal-archive"

    /// Words, environment and working directory.
    package let invocation: Invocation
    /// Where it speaks.
    package let console: any Console
    /// Prints and ends the process, for an end that comes from another thread.
    package let exit: @Sendable (CommandResult) -> Never

    /// Makes a call of what `main` brings.
    package init(
        _ invocation: Invocation,
        console: any Console,
        exit: @escaping @Sendable (CommandResult) -> Never
    ) {
        self.invocation = invocation
        self.console = console
        self.exit = exit
    }
}
