/// Many objects removed in one request (DeleteObjects).
package struct S3Deletion: Sendable {
    /// What one request may hold.
    package static let limit = 1000

    /// An object that the server refused to remove.
    package struct Refusal: Equatable, Sendable {
        /// Its key.
        package let key: String
        /// As `AccessDenied`, with the server's message where there is one.
        package let reason: String
    }

    /// What the server did.
    package struct Answer: Equatable, Sendable {
        /// What it refused to remove.
        package var refusals: [Refusal] = []
        /// How many objects it keeps as earlier versions, behind a delete marker each.
        package var versions = 0
    }

    /// Whole keys.
    package let keys: [String]

    /// Names the objects.
    package init(keys: [String]) {
        self.keys = keys
    }

    /// The request's body.
    package var body: [UInt8] {
        let objects = keys.map { "<Object><Key>\(Self.escaped($0))</Key></Object>" }.joined()
        return Array(
            ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                + objects + "</Delete>").utf8
        )
    }

    /// Reads the answer; nil for what is none.
    package static func answer(_ bytes: [UInt8]) -> Answer? {
        var answer = Answer()
        var values: [String: String] = [:]
        var isRightRoot = false
        let reader = XMLReader { path, text in
            guard path.first == "DeleteResult" else { return true }
            switch path.dropFirst() {
            case []: isRightRoot = true
            case ["Error"]:
                let message =
                    values["Message"].map { $0.isEmpty ? "" : ": \($0.prefix(300))" } ?? ""
                answer.refusals.append(
                    Refusal(
                        key: values["Key"] ?? "",
                        reason: (values["Code"] ?? "refused") + message
                    )
                )
                values = [:]
            case ["Deleted", "DeleteMarker"]: if text == "true" { answer.versions += 1 }
            case ["Error", "Key"], ["Error", "Code"], ["Error", "Message"]: values[path[2]] = text
            default: break
            }
            return true
        }
        guard reader?.take(unsafe bytes.span.bytes, isLast: true) == true, isRightRoot else {
            return nil
        }
        return answer
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
