import Archive
import Stores
import TestStores
import TestSupport
import Testing

/// Answers that are no success: never "absent", with the words of a log, tried again or not.
@Suite struct S3FailureTests {
    /// An answer and what is made of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let answer: ScriptedAnswer
        let kind: StoreError.Kind
        let words: String
        var hint: String?
        var testDescription: String { words }
    }

    private static let id = ", request id 4442587FB7D0A2F9"
    private static let keyHint =
        "Grant kms:GenerateDataKey and kms:Decrypt on the key that s3_kms_key_id or the bucket"
        + " names; is it enabled, and in the bucket's region?"
    private static let cases = [
        Case(
            answer: .slowDown,
            kind: .transient,
            words: "503 SlowDown: Please reduce your request rate.\(id)"
        ),
        Case(answer: .internalError, kind: .transient, words: "500 InternalError\(id)"),
        Case(answer: .badGateway, kind: .transient, words: "502 without an error code of S3"),
        Case(answer: .tooMany(retryAfter: 7), kind: .transient, words: "429 TooManyRequests\(id)"),
        Case(answer: .requestTimeout, kind: .transient, words: "400 RequestTimeout\(id)"),
        Case(
            answer: .errorInSuccess,
            kind: .transient,
            words: "200 InternalError: We encountered an error.\(id)"
        ),
        Case(
            answer: .error("400 Bad Request", "XAmzContentSHA256Mismatch"),
            kind: .transient,
            words: "400 XAmzContentSHA256Mismatch\(id)"
        ),
        Case(
            answer: .error("404 Not Found", "NoSuchBucket"),
            kind: .permanent,
            words: "404 NoSuchBucket\(id)",
            hint: "Check the setting archive: this program never creates a bucket."
        ),
        Case(
            answer: .foreignNotFound,
            kind: .permanent,
            words: "404 without an error code of S3",
            hint: "Is this a server of S3? Check s3_endpoint."
        ),
        Case(
            answer: .error("403 Forbidden", "SignatureDoesNotMatch", "We\ncalculated"),
            kind: .permanent,
            words: "403 SignatureDoesNotMatch: We calculated\(id)",
            hint: "Check the access key and its secret."
        ),
        Case(
            answer: .error("403 Forbidden", "InvalidAccessKeyId"),
            kind: .permanent,
            words: "403 InvalidAccessKeyId\(id)",
            hint: "Check the access key and its secret."
        ),
        Case(
            answer: .expiredToken,
            kind: .permanent,
            words: "400 ExpiredToken\(id)",
            hint: "The session token is not valid any more: new credentials are needed."
        ),
        Case(
            answer: .movedTo("http://127.0.0.1:1/"),
            kind: .permanent,
            words: "307 TemporaryRedirect\(id)",
            hint: "Check s3_endpoint and s3_region."
        ),
        Case(
            answer: .error("403 Forbidden", "QuotaExceeded"),
            kind: .unwritable,
            words: "403 QuotaExceeded\(id)",
            hint: "Raise the bucket's or the user's quota, or make room: the server keeps its WAL"
                + " in pg_wal meanwhile."
        ),
        Case(
            answer: .error("403 Forbidden", "InvalidObjectState", "Not valid here."),
            kind: .permanent,
            words: "403 InvalidObjectState: Not valid here.\(id)",
            hint: "A lifecycle rule moved it to cold storage: restore it there (aws s3api"
                + " restore-object), and keep such rules away from the archive."
        ),
        Case(
            answer: .error("400 Bad Request", "KMS.DisabledException", "k is disabled."),
            kind: .permanent,
            words: "400 KMS.DisabledException: k is disabled.\(id)",
            hint: keyHint
        ),
        Case(
            answer: .error("403 Forbidden", "AccessDenied", "Not allowed: kms:Decrypt"),
            kind: .permanent,
            words: "403 AccessDenied: Not allowed: kms:Decrypt\(id)",
            hint: keyHint
        ),
    ]

    @Test(arguments: cases)
    func `are told with status, code and request id`(given: Case) throws {
        let call = try S3Call([[.answer(given.answer)], [.answer(given.answer)]])
        let read = try #require(call.readFailure())
        #expect(read.kind == given.kind)
        #expect(read.reason == "GET \(call.url()): \(given.words)")
        #expect(read.hint == given.hint)
        let push = try #require(try call.pushFailure())
        #expect(push.kind == given.kind)
        #expect(push.reason == "PUT \(call.url()): \(given.words)")
        #expect(call.requests.count == 2)
    }

    @Test func `without permission tell which one to grant`() throws {
        let denied = ScriptedAnswer.error("403 Forbidden", "AccessDenied", "Access Denied")
        let call = try S3Call([[.answer(denied)], [.answer(denied)]])
        #expect(
            call.readFailure()?.hint == "Grant s3:GetObject on the archive's objects and"
                + " s3:ListBucket on the bucket: without it S3 answers 403 for a missing object"
                + " too."
        )
        #expect(try call.pushFailure()?.hint == "Grant s3:PutObject on the archive's objects.")
    }

    @Test func `say how long to wait`() throws {
        let call = try S3Call([
            [.answer(.tooMany(retryAfter: 7))], [.answer(.tooMany(retryAfter: 1_000_000))],
            [.answer(.slowDown)],
        ])
        let delays = (0..<3).map { _ in call.readFailure()?.retryAfter }
        #expect(delays == [.seconds(7), .seconds(3600), nil])
    }

    @Test func `because two writers met are tried again`() throws {
        let call = try S3Call([[.answer(.conflict)]])
        let failure = try #require(try call.pushFailure())
        #expect(failure.kind == .transient)
        #expect(
            failure.reason
                == "PUT \(call.url()): 409 ConditionalRequestConflict, request id 4442587FB7D0A2F9"
        )
    }

    @Test func `of a server without the condition tell the way out`() throws {
        let call = try S3Call([[.answer(.notImplemented)]])
        let failure = try #require(try call.pushFailure())
        #expect(failure.kind == .permanent)
        #expect(
            failure.description == "\"s3://bucket/wal\" cannot create an object only once: PUT"
                + " \(call.url()): 501 NotImplemented, request id 4442587FB7D0A2F9"
                + " HINT: Set create_once = 'test-then-put' if nobody else ever archives here:"
                + " two writers at the same moment may then both win, and one file is lost."
        )
    }

    @Test func `without an answer say what broke`() throws {
        let call = try S3Call([[.close]])
        let failure = try #require(call.readFailure())
        #expect(failure.kind == .transient)
        #expect(failure.reason.hasPrefix("GET \(call.url()): the connection broke: "))
        call.server.close()
    }

    @Test func `of a listing are no end of it`() throws {
        let call = try S3Call([
            [.answer("200 OK", body: Array("<html>".utf8))], [.answer(.errorInSuccess)],
        ])
        let url =
            "\(call.server.endpoint)/bucket/?delimiter=%2F&encoding-type=url&list-type=2"
            + "&prefix=wal%2F"
        for reason in [
            "its listing is no whole XML document of S3", "its listing is error InternalError",
        ] {
            let failure = #expect(throws: StoreError.self) { try call.store.names() }
            #expect(failure == StoreError(.transient, "GET \(url): \(reason)"))
        }
    }

    /// An answer before the body was read, and the connection closed behind it.
    @Test func `that come early are heard`() throws {
        let answer = ScriptedServer.Step.answer(.error("403 Forbidden", "AccessDenied"))
        let call = try S3Call([[.early, answer, .close]])
        let failure = try #require(try call.pushFailure([UInt8](repeating: 1, count: 8_000_000)))
        #expect(failure.reason.contains("403 AccessDenied") || failure.kind == .transient)
    }
}
