/// What S3 says in the body of an answer that is no success.
package struct S3ErrorBody: Equatable, Sendable {
    /// Longer than any; what follows is not read.
    package static let lengthLimit = 64 << 10
    /// A message is for people; a line of a log has its limits too.
    private static let messageLimit = 300

    /// Such as `NoSuchKey`.
    package let code: String
    /// For people; some servers leave it empty.
    package let message: String
    /// The region that a request should have gone to, where the server says it.
    package let region: String?
    /// For the server's operator.
    package let requestID: String?

    /// Makes a body of its parts.
    package init(
        code: String,
        message: String = "",
        region: String? = nil,
        requestID: String? = nil
    ) {
        self.code = code
        self.message = message
        self.region = region
        self.requestID = requestID
    }

    /// Reads a body; nil for what is none, such as another server's page.
    package init?(_ bytes: [UInt8]) {
        var values: [String: String] = [:]
        let reader = XMLReader { path, text in
            if path.count == 2, path[0] == "Error" { values[path[1]] = text }
            return true
        }
        guard reader?.take(unsafe bytes.span.bytes, isLast: true) == true,
            let code = values["Code"], Self.isCode(code)
        else { return nil }
        self.init(
            code: code,
            message: Self.line(values["Message"] ?? ""),
            region: values["Region"].flatMap { S3Region.isName($0) ? $0 : nil },
            requestID: values["RequestId"].map(Self.line)
        )
    }

    static func isCode(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }
    }

    /// Of a foreign text what may stand in one line.
    static func line(_ text: String) -> String {
        String(text.prefix(messageLimit).map { $0.isNewline ? " " : $0 })
    }
}
