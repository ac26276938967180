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
                + "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>"
                + objects + "</Delete>").utf8
        )
    }

    /// Reads the answer; nil for what is none.
    package static func refusals(_ bytes: [UInt8]) -> [Refusal]? {
        var refusals: [Refusal] = []
        var values: [String: String] = [:]
        var isRightRoot = false
        let reader = XMLReader { path, text in
            guard path.first == "DeleteResult" else { return true }
            switch path.dropFirst() {
            case []: isRightRoot = true
            case ["Error"]:
                let message =
                    values["Message"].map { $0.isEmpty ? "" : ": \($0.prefix(300))" } ?? ""
                refusals.append(
                    Refusal(
                        key: values["Key"] ?? "",
                        reason: (values["Code"] ?? "refused") + message
                    )
                )
                values = [:]
            case ["Error", "Key"], ["Error", "Code"], ["Error", "Message"]: values[path[2]] = text
            default: break
            }
            return true
        }
        guard reader?.take(unsafe bytes.span.bytes, isLast: true) == true, isRightRoot else {
            return nil
        }
        return refusals
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
