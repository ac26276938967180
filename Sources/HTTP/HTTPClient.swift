internal import CCurl

/// Sends requests, one at a time, over a connection that it keeps for the next one.
package final class HTTPClient {
    /// Whom to trust, and what is told of a transfer.
    package struct Options {
        /// How a server proves who it is.
        package struct Trust: Equatable, Sendable {
            /// A file of certificates, all of which are read.
            package var file: String?
            /// A directory of certificates under their hashes: only the one needed is read.
            package var directory: String?

            /// Trusts nobody yet.
            package init() {}

            /// Trusts what is in a file.
            package static func file(_ path: String) -> Self {
                var trust = Self()
                trust.file = path
                return trust
            }

            /// Trusts what is in a directory.
            package static func directory(_ path: String) -> Self {
                var trust = Self()
                trust.directory = path
                return trust
            }
        }

        /// Where distributions keep the certificates that the system trusts.
        package static let systemTrust = Trust.directory("/etc/ssl/certs")

        /// How a server proves who it is.
        package var trust = systemTrust
        /// Whether the variables http_proxy and https_proxy count.
        package var usesProxy = true
        /// The most that passes in each direction; nil for no limit.
        package var bytesPerSecond: UInt64?
        /// When a transfer is given up.
        package var limits: TransferLimits
        /// How long a request may wait for the first byte to move, asked as it begins.
        package var waitLimit: () -> Duration
        /// A clock that never goes back.
        package var now: () -> Duration
        /// Gets the bytes of bodies, in either direction, as they pass.
        package var passed: (Int) -> Void
        /// Whether a transfer is still wanted, asked while it lasts.
        package var mayGoOn: () -> Bool = { true }

        /// Makes options of what has no default.
        package init(
            limits: TransferLimits,
            waitLimit: @escaping () -> Duration,
            now: @escaping () -> Duration,
            passed: @escaping (Int) -> Void = { _ in }
        ) {
            self.limits = limits
            self.waitLimit = waitLimit
            self.now = now
            self.passed = passed
        }
    }

    private static let userAgent = "wal-archive"
    /// Servers close what is idle for a minute; a request on such a connection would be lost.
    private static let keptSeconds = 50
    /// Read from a connection, and written to one, at a time: libcurl's most and a moderate one.
    private static let receiveLength = 512 << 10
    private static let sendLength = 256 << 10

    private let options: Options
    let connection = OpenConnection()
    private var handle: CurlHandle?

    /// Makes a client; libcurl is loaded with the first request.
    package init(_ options: Options) {
        self.options = options
    }

    /// Sends a request and takes the answer.
    ///
    /// - Parameter receive: gets the answer's head and the next bytes of its body; answers whether
    ///   it wants more.
    /// - Returns: the answer's head, whether or not the receiver wanted all of the body.
    package func perform(
        _ request: HTTPRequest,
        body: (any HTTPBody)? = nil,
        receive: (HTTPResponse, RawSpan) -> Bool
    ) throws(HTTPError) -> HTTPResponse {
        try withoutActuallyEscaping(receive) { (receive) throws(HTTPError) in
            try run(request, body: body, receive: receive)
        }
    }

    private func run(
        _ request: HTTPRequest,
        body: (any HTTPBody)?,
        receive: @escaping (HTTPResponse, RawSpan) -> Bool
    ) throws(HTTPError) -> HTTPResponse {
        let waitLimit = options.waitLimit()
        let exchange = Exchange(
            over: connection,
            body: body,
            pace: TransferPace(options.limits, waitLimit: waitLimit, start: options.now()),
            now: options.now,
            passed: options.passed,
            mayGoOn: options.mayGoOn,
            receive: receive
        )
        let kept = try takeHandle()
        kept.reset()
        try configure(kept, request, body: body, waitLimit: waitLimit)
        try kept.connect(to: exchange)
        try kept.connect(to: connection)
        let (code, words) = try kept.perform(headers: Self.lines(request))
        // After a failure libcurl may hold what it cannot use any more, and refuse options.
        if code == CURLE_OK {
            handle = consume kept
            return exchange.response
        }
        switch exchange.end {
        case .enough: return exchange.response
        case .failed(let cause, let reason):
            throw HTTPError(cause, reason, mayHaveArrived: exchange.isSent && cause != .body)
        case nil:
            let cause = HTTPError.Cause(code)
            throw HTTPError(cause, words, mayHaveArrived: exchange.isSent && cause.isLate)
        }
    }

    private func takeHandle() throws(HTTPError) -> CurlHandle {
        if let kept = handle.take() { return kept }
        return try CurlHandle()
    }

    private func configure(
        _ handle: borrowing CurlHandle,
        _ request: HTTPRequest,
        body: (any HTTPBody)?,
        waitLimit: Duration
    ) throws(HTTPError) {
        try handle.set(CURLOPT_URL, request.url)
        // Keys may hold `..`, which is a name there like any other.
        try handle.set(CURLOPT_PATH_AS_IS, 1)
        try handle.set(CURLOPT_PROTOCOLS, shim_PROTOCOLS)
        try handle.set(CURLOPT_HTTP_VERSION, shim_HTTP_1_1)
        try handle.set(CURLOPT_SSLVERSION, shim_TLS_1_2)
        // What is not named must not be what libcurl was built with.
        try handle.set(CURLOPT_CAINFO, options.trust.file)
        try handle.set(CURLOPT_CAPATH, options.trust.directory)
        if let limit = options.bytesPerSecond {
            try handle.setLength(CURLOPT_MAX_SEND_SPEED_LARGE, limit)
            try handle.setLength(CURLOPT_MAX_RECV_SPEED_LARGE, limit)
        }
        if !options.usesProxy { try handle.set(CURLOPT_NOPROXY, "*") }
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try handle.set(CURLOPT_USERAGENT, Self.userAgent)
        try handle.set(CURLOPT_MAXAGE_CONN, Self.keptSeconds)
        try handle.set(CURLOPT_BUFFERSIZE, Self.receiveLength)
        try handle.set(CURLOPT_UPLOAD_BUFFERSIZE, Self.sendLength)
        let milliseconds = Int((waitLimit / .milliseconds(1)).rounded(.up))
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, max(milliseconds, 1))
        if let body {
            try handle.set(CURLOPT_UPLOAD, 1)
            try handle.setLength(CURLOPT_INFILESIZE_LARGE, body.length)
        }
        if request.method != (body == nil ? .get : .put) {
            try handle.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    /// Without `Expect: 100-continue`, which costs every upload a round trip.
    private static func lines(_ request: HTTPRequest) -> [String] {
        var lines = request.headers.map { header in
            // A header without a value is sent only when it ends in a semicolon.
            header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
        }
        if !request.headers.contains(where: { $0.name == "expect" }) { lines.append("Expect:") }
        return lines
    }
}

extension HTTPError.Cause {
    /// Whether it happens only to a request that has reached a server.
    fileprivate var isLate: Bool {
        switch self {
        case .libraryUnavailable, .nameNotFound, .notConnected, .untrusted, .tls, .body: false
        case .silent, .stalled, .tooLong, .broken, .badResponse, .givenUp, .failed: true
        }
    }
}
