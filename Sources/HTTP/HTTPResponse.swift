/// What a server answered, but for the body.
package struct HTTPResponse: Equatable, Sendable {
    /// No server sends more on purpose.
    private static let headerLimit = 200

    /// 200 and so on; 0 before a status line was read.
    package private(set) var status = 0
    /// In their order.
    package private(set) var headers: [HTTPHeader] = []

    /// Makes an answer, or an empty one.
    package init(status: Int = 0, headers: [HTTPHeader] = []) {
        self.status = status
        self.headers = headers
    }

    /// The first header of a name; names differ in case by nothing.
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name == name }?.value
    }

    /// Takes the next line of a head; a status line begins a new one, as after `100 Continue`.
    ///
    /// - Returns: false for more lines than any head has.
    mutating func take(line: String) -> Bool {
        if line.hasPrefix("HTTP/") {
            let words = line.split(separator: " ", maxSplits: 2)
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
            headers = []
            return true
        }
        guard let colon = line.firstIndex(of: ":") else { return true }
        headers.append(
            HTTPHeader(
                String(line[..<colon]),
                Self.trimmed(line[line.index(after: colon)...])
            )
        )
        return headers.count <= Self.headerLimit
    }

    private static func trimmed(_ text: Substring) -> String {
        let blank = { (character: Character) in character.isWhitespace }
        let start = text.drop(while: blank)
        guard let last = start.lastIndex(where: { !blank($0) }) else { return "" }
        return String(start[...last])
    }
}
