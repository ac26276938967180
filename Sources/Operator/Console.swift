/// Where a command speaks: `main` brings the process's own, tests one that remembers.
package protocol Console: Sendable {
    /// The width of the terminal that shows standard error; nil where there is none.
    var terminalColumns: Int? { get }

    /// Writes a line to standard output: what was asked for.
    func write(_ line: String)

    /// Writes a line to standard error: what is wrong, and how far it is.
    func complain(_ line: String)

    /// Writes text to standard error as it is, for what is drawn over on a terminal.
    func draw(_ text: String)
}
