/// What a request carries: as many bytes as it says, which can be read again from any place.
package protocol HTTPBody: AnyObject {
    /// Bytes.
    var length: UInt64 { get }

    /// Gives bytes from an offset on: as many as are at hand there, at least one, at most `limit`.
    func read(at offset: UInt64, limit: Int, receive: (RawSpan) -> Void) throws(HTTPBodyError)
}

/// Why the bytes to be sent could not be read.
package struct HTTPBodyError: Error, Equatable, Sendable {
    /// What failed and why.
    package let reason: String

    /// Makes an error of its words.
    package init(_ reason: String) {
        self.reason = reason
    }
}
