import HTTP
import S3
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// What AWS's services lend, as their documentation shows it, and a chain that asks for it.
enum Lent {
    static let now: Int64 = 1_800_000_000
    /// An hour later.
    static let expiry = "2027-01-15T09:00:00Z"
    static let expirySeconds: Int64 = 1_800_003_600

    static func credentials(
        _ name: String = "ASIALENT",
        expiry: Int64? = expirySeconds
    ) -> Credentials {
        Credentials(
            accessKeyID: name,
            secretAccessKey: "lentsecret",
            sessionToken: "lenttoken",
            expiry: expiry.map { UTCTime(seconds: $0) }
        )
    }

    static func json(_ name: String = "ASIALENT", tokenName: String = "Token") -> String {
        """
        {"Code" : "Success", "LastUpdated" : "2026-11-21T14:00:00Z", "Type" : "AWS-HMAC",
         "AccessKeyId" : "\(name)", "SecretAccessKey" : "lentsecret",
         "\(tokenName)" : "lenttoken", "Expiration" : "\(expiry)"}
        """
    }

    static func xml(_ action: String, _ name: String = "ASIALENT") -> String {
        """
        <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result>
        <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/wal-archive</Arn></AssumedRoleUser>
        <Credentials><AccessKeyId>\(name)</AccessKeyId><SecretAccessKey>lentsecret\
        </SecretAccessKey><SessionToken>lenttoken</SessionToken><Expiration>\(expiry)</Expiration>
        </Credentials></\(action)Result></\(action)Response>
        """
    }

    static let denied = ScriptedAnswer(
        "403 Forbidden",
        body: """
            <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: \
            arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole</Message></Error>\
            <RequestId>1</RequestId></ErrorResponse>
            """
    )

    static func ok(_ body: String) -> ScriptedServer.Step {
        .answer(ScriptedAnswer("200 OK", body: body))
    }
}

/// A call's credentials: variables, AWS's files, and services that answer.
struct CredentialCall {
    var environment: [String: String] = [:]
    var config = ""
    var profile = "default"
    var region: String?
    var now = Lent.now
    /// What is kept between calls.
    var cache = KeptRecord()

    func find(fresh: Bool = false) throws -> Credentials {
        try locate(fresh: fresh).credentials
    }

    func locate(fresh: Bool = false) throws -> (credentials: Credentials, place: String) {
        let clock = ContinuousClock()
        let start = clock.now
        let exchange = CredentialExchange(trust: nil) { clock.now - start }
        let chain = CredentialChain(
            environment: environment,
            profile: AWSProfile(
                name: profile,
                paths: ["/home/.aws/config"],
                config: ProfileFile(config, kind: .config),
                credentials: nil
            ),
            isProfileNamed: false,
            region: region
        )
        let (now, cache) = (now, cache)
        let means = CredentialMeans(
            exchange: { (request, body, route) throws(HTTPError) in
                try exchange.perform(request, body, route)
            },
            secondsSince1970: { now },
            cache: CredentialCache(
                read: { cache.bytes.withLock { $0 } },
                write: { bytes in cache.bytes.withLock { $0 = bytes } }
            )
        )
        return try chain.locate(means, fresh: fresh)
    }

    /// Why there are none.
    func failure() -> String? {
        do {
            _ = try find()
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The same without the time that somebody was waited for, which a busy machine makes longer.
    func timelessFailure() -> String? {
        failure()?.replacing(/pass for [0-9]+ s/, with: "pass for a while")
    }
}

/// A spool's file, in memory.
final class KeptRecord: Sendable {
    let bytes = Mutex<[UInt8]?>(nil)

    var text: String? { bytes.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
}

/// Expects a value; a call that throws is no part of the expectation.
func expect<Value: Equatable>(
    _ found: Value,
    is expected: Value,
    at location: SourceLocation = #_sourceLocation
) {
    #expect(found == expected, sourceLocation: location)
}
