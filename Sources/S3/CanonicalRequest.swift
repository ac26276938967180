internal import Crypto
package import HTTP

/// A request in the one form of which both sides compute the signature (AWS Signature Version 4,
/// "Create a canonical request").
package struct CanonicalRequest: Sendable {
    /// As it is sent.
    package let method: String
    /// Escaped, as it is sent.
    package let path: String
    /// Not escaped, in any order.
    package let query: [QueryItem]
    /// Those that are signed, the host's among them.
    package let headers: [HTTPHeader]
    /// The digest of the body in hexadecimal digits, or a word for none.
    package let payload: String

    /// Makes the form of its parts.
    package init(
        method: String,
        path: String,
        query: [QueryItem],
        headers: [HTTPHeader],
        payload: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.payload = payload
    }

    /// The form itself.
    package var text: String {
        let lines = names.map { name in
            let values = headers.filter { $0.name == name }.map { Self.trimmed($0.value) }
            return "\(name):\(values.joined(separator: ","))\n"
        }
        return "\(method)\n\(path)\n\(QueryItem.text(query))\n\(lines.joined())\n"
            + "\(signedHeaders)\n\(payload)"
    }

    /// The names of the signed headers.
    package var signedHeaders: String { names.joined(separator: ";") }

    private var names: [String] { Set(headers.map(\.name)).sorted() }

    /// Without blanks at the ends, with one for several in the middle.
    private static func trimmed(_ value: String) -> String {
        value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// A name and a value of a URL's query, not escaped.
package struct QueryItem: Equatable, Sendable {
    /// Before the equals sign.
    package let name: String
    /// Behind it.
    package let value: String

    /// Makes an item of both.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// A query in the order and with the escapes that are signed.
    package static func text(_ items: [QueryItem]) -> String {
        items.map { (URIEncoding.escaped($0.name), URIEncoding.escaped($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }
}
