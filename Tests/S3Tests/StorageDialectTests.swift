import Crypto
import HTTP
import S3
import Testing

/// What Google Cloud Storage is asked in its own words.
@Suite struct StorageDialectTests {
    private let keys = Credentials(accessKeyID: "GOOG1EXAMPLE", secretAccessKey: "secret")
    private let time = UTCTime(seconds: 1_369_353_600)

    private func google(_ request: S3Request) throws -> HTTPRequest {
        var choices = S3Access.Choices()
        choices.googleKeyID = "GOOG1EXAMPLE"
        choices.googleSecret = "secret"
        let access = try S3Access(googleCloudBucket: "wal", choices: choices)
        return try request.signed(
            in: access.bucket,
            region: #require(access.region),
            credentials: access.credentials.find(),
            time: time
        )
    }

    @Test func `creates an object that must not be there`() throws {
        let body = try SHA256.digest(of: Array("bytes".utf8).span.bytes)
        let request = try google(
            S3Request(
                .put,
                key: "a/000000010000000000000001",
                headers: [
                    HTTPHeader("x-amz-checksum-sha256", "abc"), HTTPHeader("if-none-match", "*"),
                    HTTPHeader("x-amz-meta-sha256", body.description),
                    HTTPHeader("x-amz-storage-class", "NEARLINE"),
                ],
                payload: body
            )
        )
        #expect(
            request.url == "https://storage.googleapis.com/wal/a/000000010000000000000001"
        )
        #expect(
            Array(request.headers.dropLast()) == [
                HTTPHeader("x-goog-if-generation-match", "0"),
                HTTPHeader("x-goog-meta-sha256", body.description),
                HTTPHeader("x-goog-storage-class", "NEARLINE"),
                HTTPHeader("x-goog-content-sha256", body.description),
                HTTPHeader("x-goog-date", "20130524T000000Z"),
            ]
        )
        let authorization = try #require(request.headers.last)
        #expect(authorization.name == "authorization")
        #expect(
            authorization.value.hasPrefix(
                "GOOG4-HMAC-SHA256 Credential=GOOG1EXAMPLE/20130524/auto/storage/goog4_request,"
                    + "SignedHeaders=host;x-goog-content-sha256;x-goog-date;"
                    + "x-goog-if-generation-match;x-goog-meta-sha256;x-goog-storage-class,"
                    + "Signature="
            )
        )
    }

    /// The steps of Google's documentation ("V4 signing process"), one by one.
    @Test func `is signed with keys derived as Google says`() throws {
        let request = try google(S3Request(.get, key: "k"))
        let empty = try SHA256.digest(of: [UInt8]().span.bytes).description
        let canonical = """
            GET
            /wal/k

            host:storage.googleapis.com
            x-goog-content-sha256:\(empty)
            x-goog-date:20130524T000000Z

            host;x-goog-content-sha256;x-goog-date
            \(empty)
            """
        let digest = try SHA256.digest(of: Array(canonical.utf8).span.bytes)
        let toSign = """
            GOOG4-HMAC-SHA256
            20130524T000000Z
            20130524/auto/storage/goog4_request
            \(digest)
            """
        var key = Array("GOOG4secret".utf8)
        for part in ["20130524", "auto", "storage", "goog4_request"] {
            key = try HMACSHA256.code(key: key, message: Array(part.utf8)).bytes
        }
        let signature = try HMACSHA256.code(key: key, message: Array(toSign.utf8))
        #expect(request.headers.last?.value.hasSuffix("Signature=\(signature)") == true)
    }

    @Test func `is heard as S3`() {
        let answer = HTTPResponse(
            status: 200,
            headers: [HTTPHeader("X-Goog-Meta-Sha256", "abc"), HTTPHeader("etag", "x")]
        )
        #expect(
            StorageDialect.googleCloud.heard(answer).headers == [
                HTTPHeader("x-amz-meta-sha256", "abc"), HTTPHeader("etag", "x"),
            ]
        )
        #expect(StorageDialect.s3.heard(answer) == answer)
    }

    @Test func `says what key is missing`() throws {
        var choices = S3Access.Choices()
        choices.googleKeyID = "GOOG1EXAMPLE"
        let access = try S3Access(googleCloudBucket: "wal", choices: choices)
        let error = #expect(throws: CredentialError.self) { try access.credentials.find() }
        #expect(
            error?.description == "setting \"gs_secret_access_key\" is not set HINT: Make an HMAC"
                + " key for a service account (Cloud Storage, Settings, Interoperability), and set"
                + " gs_access_key_id and gs_secret_access_key."
        )
    }
}
