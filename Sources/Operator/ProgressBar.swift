internal import Lifecycle
internal import Synchronization

/// How far a long command is: a bar on a terminal, a line now and then in a log.
final class ProgressBar: Sendable {
    /// What is counted.
    enum Unit: Sendable {
        case files, bytes
    }

    private struct State {
        var done: UInt64 = 0
        var total: UInt64?
        var shown: Duration
        var isDrawn = false
    }

    /// A terminal is drawn ten times a second, a log gets two lines a minute.
    private static let terminalInterval: Duration = .milliseconds(100)
    private static let logInterval: Duration = .seconds(30)
    private static let barColumns = 30

    private let console: any Console
    private let verb: String
    private let unit: Unit
    private let start: Duration
    private let now: @Sendable () -> Duration
    private let state: Mutex<State>

    /// Begins at zero.
    ///
    /// - Parameters:
    ///   - verb: what is being done, as in `verified`.
    ///   - total: how much there is; nil where nobody knows.
    init(
        _ console: any Console,
        verb: String,
        total: UInt64?,
        unit: Unit,
        now: @escaping @Sendable () -> Duration = { MonotonicTime.now }
    ) {
        self.console = console
        self.verb = verb
        self.unit = unit
        self.now = now
        start = now()
        state = Mutex(State(total: total, shown: start))
    }

    /// Learns how much there is.
    func expect(_ total: UInt64) {
        state.withLock { $0.total = total }
    }

    /// Counts some more; any thread may.
    func advance(by count: UInt64) {
        let time = now()
        let interval = console.terminalColumns == nil ? Self.logInterval : Self.terminalInterval
        state.withLock { state in
            state.done += count
            guard time - state.shown >= interval else { return }
            state.shown = time
            show(&state, time)
        }
    }

    /// Writes a complaint without tearing the bar.
    func complain(_ line: String) {
        state.withLock { state in
            erase(&state)
            console.complain(line)
        }
    }

    /// Writes a line of the answer without tearing the bar.
    func write(_ line: String) {
        state.withLock { state in
            erase(&state)
            console.write(line)
        }
    }

    /// Takes the bar away.
    func finish() {
        state.withLock { erase(&$0) }
    }

    private func show(_ state: inout State, _ time: Duration) {
        let text = Self.text(
            verb: verb,
            done: state.done,
            total: state.total,
            unit: unit,
            elapsed: time - start
        )
        guard let columns = console.terminalColumns else {
            console.complain("\(Call.name): \(text)")
            return
        }
        let line = "\(bar(state))\(text)".prefix(max(columns - 1, 1))
        console.draw("\r\u{1B}[K\(line)")
        state.isDrawn = true
    }

    private func erase(_ state: inout State) {
        if state.isDrawn { console.draw("\r\u{1B}[K") }
        state.isDrawn = false
    }

    private func bar(_ state: State) -> String {
        guard let total = state.total, total > 0 else { return "" }
        let filled = Int((Double(min(state.done, total)) / Double(total)) * Double(Self.barColumns))
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: " ", count: Self.barColumns - filled) + "] "
    }

    /// As in `verified 120 of 4000 files (3%), 40/s, 97 s left`.
    static func text(
        verb: String,
        done: UInt64,
        total: UInt64?,
        unit: Unit,
        elapsed: Duration
    ) -> String {
        let seconds = max(elapsed / .seconds(1), 0.001)
        let rate = Double(done) / seconds
        let noun = unit == .files ? " files" : ""
        var text = "\(verb) \(amount(done, unit))"
        if let total, total > 0 {
            let percent = Int(Double(min(done, total)) / Double(total) * 100)
            text += " of \(amount(total, unit))\(noun) (\(percent)%)"
        } else {
            text += noun
        }
        text += ", \(amount(UInt64(rate), unit))/s"
        if let total, total > done, rate > 0 {
            text += ", \(UInt64((Double(total - done) / rate).rounded(.up))) s left"
        }
        return text
    }

    private static func amount(_ count: UInt64, _ unit: Unit) -> String {
        unit == .files ? String(count) : ByteCount.text(count)
    }
}
