internal import Archive
internal import Crypto
internal import HTTP
internal import S3
internal import SystemPackage

/// Signs requests and sends them; finds out what nobody told: the bucket's region, and how wrong
/// this machine's clock is.
final class S3Connection {
    /// A request is sent again once for each thing that may be learnt from its answer.
    private static let sendLimit = 4

    let access: S3Access
    private let surroundings: CallSurroundings
    private let client: HTTPClient
    private let exchange: CredentialExchange
    private var credentials: Credentials?
    private var isRenewed = false
    /// Found out by an earlier call or this one.
    private var learntRegion: String?
    private var hasLearntRegion = false
    private var clockError: Int64?
    /// Seconds by which the server's clock was ahead at its last answer.
    private(set) var serverLead: Int64?

    init(access: S3Access, surroundings: CallSurroundings) {
        self.access = access
        self.surroundings = surroundings
        learntRegion = surroundings.knownRegion(access.bucket.name)
            .flatMap { S3Region.isName($0) ? $0 : nil }
        let meter = surroundings.meter
        var options = HTTPClient.Options(
            limits: surroundings.limits,
            waitLimit: surroundings.waitLimit,
            now: surroundings.now,
            passed: { meter.passed($0) }
        )
        options.mayGoOn = surroundings.mayGoOn
        if let trust = access.trust { options.trust = trust }
        options.bytesPerSecond = access.bandwidthLimit
        client = HTTPClient(options)
        exchange = CredentialExchange(trust: access.trust, now: surroundings.now)
    }

    /// A moment of the monotonic clock, in which answers are compared.
    var now: Duration { surroundings.now() }

    /// Sends a request until nothing more can be learnt from its answer.
    ///
    /// - Parameters:
    ///   - mayBeXML: whether what is asked for is a document itself.
    ///   - receive: gets the body of a success, with the answer's head; answers whether it wants
    ///     more.
    /// - Returns: the head of a success.
    func perform(
        _ request: S3Request,
        body: (any HTTPBody)? = nil,
        mayBeXML: Bool = false,
        receive: (HTTPResponse, RawSpan) -> Bool = { _, _ in true }
    ) throws(S3Failure) -> HTTPResponse {
        var failure: S3Failure?
        for _ in 0..<Self.sendLimit {
            do throws(S3Failure) {
                return try send(request, body: body, mayBeXML: mayBeXML, receive: receive)
            } catch {
                guard let refusal = error.refusal, learn(from: refusal) else { throw error }
                failure = error
            }
        }
        throw failure ?? fail(request, .damaged("it was not sent"))
    }

    /// A failure of a request.
    func fail(_ request: S3Request, _ reason: S3Failure.Reason) -> S3Failure {
        S3Failure(
            method: request.method,
            url: request.url(in: access.bucket, region: region),
            dialect: access.bucket.dialect,
            reason: reason
        )
    }

    private var region: String { access.region ?? learntRegion ?? S3Region.fallback }

    private func send(
        _ request: S3Request,
        body: (any HTTPBody)?,
        mayBeXML: Bool,
        receive: (HTTPResponse, RawSpan) -> Bool
    ) throws(S3Failure) -> HTTPResponse {
        let signed = try sign(request)
        surroundings.meter.sync()
        defer { surroundings.meter.end() }
        return try withoutActuallyEscaping(receive) { (receive) throws(S3Failure) in
            let answer = S3Answer(mayBeXML: mayBeXML, receive: receive)
            let dialect = access.bucket.dialect
            let response: HTTPResponse
            do throws(HTTPError) {
                response = dialect.heard(
                    try client.perform(signed, body: body) { answer.take(dialect.heard($0), $1) }
                )
            } catch {
                throw fail(request, .unanswered(error))
            }
            noteTime(of: response)
            if let refusal = answer.refusal(response) { throw fail(request, .refused(refusal)) }
            return response
        }
    }

    private func sign(_ request: S3Request) throws(S3Failure) -> HTTPRequest {
        let credentials = try findCredentials(for: request)
        let seconds = surroundings.secondsSince1970() + (clockError ?? 0)
        let time = UTCTime(seconds: seconds)
        var request = request
        request.headers += access.options.headers(
            request.method,
            isObject: !request.key.isEmpty,
            time: time
        )
        do throws(CryptoError) {
            return try request.signed(
                in: access.bucket,
                region: region,
                credentials: credentials,
                time: time
            )
        } catch {
            throw fail(request, .notSigned(error))
        }
    }

    private func findCredentials(for request: S3Request) throws(S3Failure) -> Credentials {
        let now = surroundings.secondsSince1970()
        if let credentials, !CredentialChain.isDue(credentials, now: now) { return credentials }
        do throws(CredentialError) {
            let found = try access.credentials.find(means)
            credentials = found
            return found
        } catch {
            throw fail(request, .noAccess(.credentials(error)))
        }
    }

    /// Who asks, and in which place the credentials were found.
    func identify() throws(CredentialError) -> (credentials: Credentials, place: String) {
        try access.credentials.locate(means)
    }

    private var means: CredentialMeans {
        CredentialMeans(
            exchange: { [exchange] (request, body, route) throws(HTTPError) in
                try exchange.perform(request, body, route)
            },
            secondsSince1970: surroundings.secondsSince1970,
            cache: surroundings.credentialCache
        )
    }

    /// Asks once for other credentials than those that the server calls expired.
    private func renewCredentials() -> Bool {
        guard !isRenewed else { return false }
        isRenewed = true
        guard let found = try? access.credentials.find(means, fresh: true), found != credentials
        else { return false }
        credentials = found
        return true
    }

    /// Whether the same request may do better now.
    private func learn(from refusal: S3Refusal) -> Bool {
        if refusal.code == "RequestTimeTooSkewed" { return learnTime(from: refusal) }
        if refusal.meansExpired { return renewCredentials() }
        guard access.region == nil, !hasLearntRegion, let told = refusal.told, told != region,
            [301, 307, 400, 403].contains(refusal.status)
        else { return false }
        hasLearntRegion = true
        learntRegion = told
        surroundings.rememberRegion(access.bucket.name, told)
        return true
    }

    private func noteTime(of response: HTTPResponse) {
        guard let time = response.header("date").flatMap({ UTCTime(httpDate: $0) }) else { return }
        serverLead = time.seconds - surroundings.secondsSince1970()
    }

    private func learnTime(from refusal: S3Refusal) -> Bool {
        guard clockError == nil,
            let time = refusal.response.header("date").flatMap({ UTCTime(httpDate: $0) })
        else { return false }
        let error = time.seconds - surroundings.secondsSince1970()
        clockError = error
        surroundings.warn(
            "this machine's clock is \(error.magnitude) s \(error > 0 ? "behind" : "ahead of") the"
                + " archive's server; its time was used to sign"
        )
        return true
    }
}
