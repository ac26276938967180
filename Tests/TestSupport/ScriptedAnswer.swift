/// An answer that some S3 server gives at some time, and the tests' own server never when asked to.
package struct ScriptedAnswer: Sendable {
    /// The status, with its reason.
    package let status: String

    /// Further fields of the head, each a line.
    package let fields: [String]

    /// The body.
    package let body: String

    /// Whether it comes before the request's body was read, and the connection ends with it.
    package let isEarly: Bool

    /// An answer.
    package init(
        _ status: String,
        fields: [String] = [],
        body: String = "",
        isEarly: Bool = false
    ) {
        (self.status, self.fields, self.body, self.isEarly) = (status, fields, body, isEarly)
    }

    /// An answer of S3's, with an error's code and text.
    package static func error(
        _ status: String,
        _ code: String,
        _ message: String = "",
        fields: [String] = []
    ) -> ScriptedAnswer {
        ScriptedAnswer(
            status,
            fields: ["Content-Type: application/xml"] + fields,
            body: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>\(code)</Code><Message>\(message)</Message>\
                <RequestId>4442587FB7D0A2F9</RequestId><HostId>test</HostId></Error>
                """
        )
    }

    /// The server is busy.
    package static let slowDown = error(
        "503 Slow Down",
        "SlowDown",
        "Please reduce your request rate."
    )

    /// The server failed.
    package static let internalError = error("500 Internal Server Error", "InternalError")

    /// The gateway before a server failed, and speaks HTML.
    package static let badGateway = ScriptedAnswer(
        "502 Bad Gateway",
        fields: ["Content-Type: text/html"],
        body: "<html><body><h1>502 Bad Gateway</h1></body></html>"
    )

    /// Too many requests, and when to come back.
    package static func tooMany(retryAfter seconds: Int) -> ScriptedAnswer {
        error("429 Too Many Requests", "TooManyRequests", fields: ["Retry-After: \(seconds)"])
    }

    /// A success whose body tells a failure.
    package static let errorInSuccess = error("200 OK", "InternalError", "We encountered an error.")

    /// The request's body came too slowly, the server says.
    package static let requestTimeout = error("400 Bad Request", "RequestTimeout")

    /// Two writers met on a name.
    package static let conflict = error("409 Conflict", "ConditionalRequestConflict")

    /// The condition is not supported.
    package static let notImplemented = error("501 Not Implemented", "NotImplemented")

    /// The temporary credentials are too old.
    package static let expiredToken = error("400 Bad Request", "ExpiredToken")

    /// The same with the status that others give it.
    package static let expiredTokenForbidden = error("403 Forbidden", "ExpiredToken")

    /// The bucket is elsewhere, at a place that is not there.
    package static func movedTo(_ url: String) -> ScriptedAnswer {
        error("307 Temporary Redirect", "TemporaryRedirect", fields: ["Location: \(url)"])
    }

    /// Not S3 at all: the page of some web server.
    package static let foreignNotFound = ScriptedAnswer(
        "404 Not Found",
        fields: ["Content-Type: text/html"],
        body: "<html><head><title>404 Not Found</title></head><body>nginx</body></html>"
    )

    /// The bytes, for a request with this method.
    func bytes(to method: String) -> [UInt8] {
        let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + fields
        let lines = head + (isEarly ? ["Connection: close"] : [])
        let text = lines.joined(separator: "\r\n") + "\r\n\r\n"
        return Array((method == "HEAD" ? text : text + body).utf8)
    }
}
