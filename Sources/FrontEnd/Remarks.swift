/// What a call found odd while it went on, for the end of it.
final class Remarks {
    /// In their order, each once.
    private(set) var lines: [String] = []

    func add(_ line: String) {
        if !lines.contains(line) { lines.append(line) }
    }
}
