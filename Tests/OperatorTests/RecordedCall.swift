import FrontEnd
import Operator
import Synchronization
import SystemPackage

/// A call of `wal-archive` within this process, whose lines are remembered.
final class RecordedCall: Console {
    let terminalColumns: Int?
    private let words: [String]
    private let environment: [String: String]
    private let lines = Mutex<(output: [String], errors: [String], drawn: String)>(([], [], ""))

    private let directory: String

    init(
        _ words: [String],
        environment: [String: String] = [:],
        directory: String = "/",
        terminalColumns: Int? = nil
    ) {
        self.words = words
        self.environment = environment
        self.directory = directory
        self.terminalColumns = terminalColumns
    }

    convenience init(
        _ words: String...,
        environment: [String: String] = [:],
        terminalColumns: Int? = nil
    ) {
        self.init(words, environment: environment, terminalColumns: terminalColumns)
    }

    func write(_ line: String) { lines.withLock { $0.output.append(line) } }
    func complain(_ line: String) { lines.withLock { $0.errors.append(line) } }
    func draw(_ text: String) { lines.withLock { $0.drawn += text } }

    /// The lines of the answer so far.
    var output: [String] { lines.withLock { $0.output } }

    /// The complaints so far.
    var errors: [String] { lines.withLock { $0.errors } }

    /// Everything that was drawn on the terminal.
    var drawn: String { lines.withLock { $0.drawn } }

    /// Runs the call; its result holds all that it printed on the way too.
    func run() -> CommandResult {
        let invocation = Invocation(
            arguments: words.map { Argument($0) },
            environment: environment,
            workingDirectory: FilePath(directory),
            defaultConfigFile: "/nowhere/wal-archive.conf"
        )
        let result = WALArchive.run(
            Call(invocation, console: self) { fatalError("ended by the watch: \($0)") }
        )
        let before = lines.withLock { $0 }
        return CommandResult(
            status: result.status,
            output: before.output + result.output,
            errors: before.errors + result.errors
        )
    }
}
