package import HTTP

/// Asks for credentials over HTTP, with short patience and answers of a limited length.
package final class CredentialExchange {
    /// Credentials with their token have a few kilobytes.
    private static let lengthLimit = 64 << 10
    /// A service of the machine answers in milliseconds; AWS's tools wait as long.
    private static let localWait: Duration = .seconds(1)
    /// AWS's services may be a continent away.
    private static let remoteWait: Duration = .seconds(5)
    private static let limits = TransferLimits(
        slowestRate: 64 << 10,
        stallTime: .seconds(5),
        shortestLimit: .seconds(10),
        expectedRate: 1 << 20
    )

    private let local: HTTPClient
    private let remote: HTTPClient

    /// Makes the clients; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - trust: of AWS's services.
    ///   - now: a clock that never goes back.
    package init(trust: HTTPClient.Options.Trust?, now: @escaping () -> Duration) {
        var options = HTTPClient.Options(
            limits: Self.limits,
            waitLimit: { Self.localWait },
            now: now
        )
        options.usesProxy = false
        local = HTTPClient(options)
        options.usesProxy = true
        options.waitLimit = { Self.remoteWait }
        if let trust { options.trust = trust }
        remote = HTTPClient(options)
    }

    /// Sends a request and takes the answer.
    package func perform(
        _ request: HTTPRequest,
        _ body: [UInt8]?,
        _ route: CredentialMeans.Route
    ) throws(HTTPError) -> (HTTPResponse, [UInt8]) {
        var answer: [UInt8] = []
        let client = route == .local ? local : remote
        let response = try client.perform(request, body: body.map { ByteBody($0) }) { _, bytes in
            unsafe bytes.withUnsafeBytes { unsafe answer.append(contentsOf: $0) }
            return answer.count <= Self.lengthLimit
        }
        guard answer.count <= Self.lengthLimit else {
            throw HTTPError(.badResponse, "it is longer than any credentials")
        }
        return (response, answer)
    }
}

/// A body that is at hand.
private final class ByteBody: HTTPBody {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var length: UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, limit: Int, receive: (RawSpan) -> Void) throws(HTTPBodyError) {
        let start = Int(clamping: offset)
        guard start < bytes.count else { throw HTTPBodyError("nothing is left") }
        let piece = Array(bytes[start...].prefix(limit))
        receive(unsafe piece.span.bytes)
    }
}
