package import HTTP

/// What the places where credentials may be are asked with.
package struct CredentialMeans {
    /// Sends a request and takes the whole answer, of a limited length.
    package typealias Exchange =
        (HTTPRequest, [UInt8]?, Route) throws(HTTPError) -> (HTTPResponse, [UInt8])

    /// Whom a request is for.
    package enum Route: Sendable {
        /// A service of this machine or its host: at once, and past every proxy.
        case local
        /// A service of AWS.
        case remote
    }

    /// Sends a request.
    package var exchange: Exchange
    /// The clock by which credentials expire.
    package var secondsSince1970: () -> Int64
    /// What was lent before; nil where nothing can be kept.
    package var cache: CredentialCache?

    /// Names what there is.
    package init(
        exchange: @escaping Exchange,
        secondsSince1970: @escaping () -> Int64,
        cache: CredentialCache? = nil
    ) {
        self.exchange = exchange
        self.secondsSince1970 = secondsSince1970
        self.cache = cache
    }

    /// Reaches nothing beyond variables and files.
    package static var none: Self {
        Self(
            exchange: { (_, _, _) throws(HTTPError) in throw HTTPError(.notConnected) },
            secondsSince1970: { 0 }
        )
    }
}

/// A place for one small secret record, which only its owner can read and anybody may delete.
package struct CredentialCache {
    /// The record; nil for none.
    package let read: () -> [UInt8]?
    /// Writes it; a failure is no matter.
    package let write: ([UInt8]) -> Void

    /// Makes a place of both.
    package init(read: @escaping () -> [UInt8]?, write: @escaping ([UInt8]) -> Void) {
        self.read = read
        self.write = write
    }
}
