/// What a proxy does to one request and its answer.
package enum Fault: Sendable {
    /// The proxy answers itself; the server sees nothing.
    case answer(ScriptedAnswer)

    /// Something happens after so many bytes of the request's body.
    case whileSending(Interruption, after: Int)

    /// Something happens after so many bytes of the answer's body.
    case whileReceiving(Interruption, after: Int)

    /// The server does what was asked, and its answer never arrives.
    case lostAnswer

    /// What happens to bytes on their way.
    package enum Interruption: String, Sendable, CaseIterable {
        /// Both sides get a reset.
        case reset

        /// The connection ends in an orderly way, too early.
        case end

        /// Nothing passes any more, and the connection stays.
        case stall

        /// One bit of the next byte is another.
        case flippedBit
    }
}

/// Which requests a fault is for.
package struct RequestPattern: Sendable {
    /// The method; nil for any.
    package var method: String?

    /// How the path, without the query, ends.
    package var suffix: String

    /// A pattern; that without anything fits every request.
    package init(_ method: String? = nil, suffix: String = "") {
        (self.method, self.suffix) = (method, suffix)
    }

    /// Whether a request is meant.
    func fits(_ request: ProxiedRequest) -> Bool {
        (method == nil || method == request.method) && request.path.hasSuffix(suffix)
    }
}

/// A request that came to a proxy.
package struct ProxiedRequest: Sendable, Equatable, CustomStringConvertible {
    /// `GET`, `PUT` and so on.
    package let method: String

    /// The path and the query.
    package let target: String

    /// The path alone.
    package var path: Substring { target.prefix { $0 != "?" } }

    /// Both, as a failed expectation should show them.
    package var description: String { "\(method) \(target)" }
}
