/// The head of an HTTP request or answer, as much of it as a proxy needs.
struct HTTPHead {
    /// How long the body is that follows.
    enum Body: Equatable {
        case none
        case counted(Int)
        case chunked
        case untilTheEnd
    }

    /// The head as it came, with the empty line.
    let bytes: [UInt8]

    /// The words of the first line.
    let words: [String]

    /// The values of the fields by their names in lower case.
    let fields: [String: String]

    /// Reads a head.
    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        words = lines.first?.split(separator: " ", maxSplits: 2).map(String.init) ?? []
        guard words.count > 1 else { throw ConnectionEnded() }
        let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        fields = Dictionary(pairs) { _, last in last }
    }

    /// The status of an answer.
    var status: Int? { Int(words[1]) }

    /// Whether the client waits for leave to send the body.
    var expectsContinue: Bool { fields["expect"]?.lowercased() == "100-continue" }

    /// Whether the sender closes the connection after the body.
    var isLast: Bool { fields["connection"]?.lowercased() == "close" }

    /// The body that a request has.
    var requestBody: Body {
        if fields["transfer-encoding"] != nil { return .chunked }
        return fields["content-length"].flatMap { Int($0) }.map { .counted($0) } ?? .none
    }

    /// The body of an answer to a request with this method.
    func answerBody(to method: String) -> Body {
        if method == "HEAD" || status == 204 || status == 304 { return .none }
        if fields["transfer-encoding"] != nil { return .chunked }
        return fields["content-length"].flatMap { Int($0) }.map { .counted($0) } ?? .untilTheEnd
    }
}
