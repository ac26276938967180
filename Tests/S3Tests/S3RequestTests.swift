import Crypto
import HTTP
import S3
import Testing

/// Whole requests: the examples in S3's documentation, and what every request carries.
@Suite struct S3RequestTests {
    private let time = UTCTime(seconds: 1_369_353_600)
    /// As the examples address it.
    private let bucket = S3Bucket(
        name: "examplebucket",
        endpoint: S3Endpoint("https://s3.amazonaws.com"),
        addressing: .virtual
    )

    private func authorization(_ request: S3Request) throws -> String {
        let signed = try request.signed(
            in: bucket,
            region: "us-east-1",
            credentials: .documented,
            time: time
        )
        return try #require(signed.headers.first { $0.name == "authorization" }?.value)
    }

    private func expected(_ headers: String, _ signature: String) -> String {
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            + "SignedHeaders=\(headers),Signature=\(signature)"
    }

    @Test func `for a part of an object is signed as documented`() throws {
        let request = S3Request(.get, key: "test.txt", headers: [HTTPHeader("Range", "bytes=0-9")])
        let signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        let headers = "host;range;x-amz-content-sha256;x-amz-date"
        #expect(try authorization(request) == expected(headers, signature))
    }

    @Test func `that creates an object is signed as documented`() throws {
        let body = Array("Welcome to Amazon S3.".utf8)
        let request = S3Request(
            .put,
            key: "test$file.text",
            headers: [
                HTTPHeader("Date", "Fri, 24 May 2013 00:00:00 GMT"),
                HTTPHeader("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            payload: try SHA256.digest(of: body.span.bytes)
        )
        let signature = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        let headers = "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class"
        #expect(try authorization(request) == expected(headers, signature))
    }

    @Test func `that lists a bucket is signed as documented`() throws {
        let query = [QueryItem("prefix", "J"), QueryItem("max-keys", "2")]
        let request = S3Request(.get, key: "", query: query)
        let signature = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        let headers = "host;x-amz-content-sha256;x-amz-date"
        #expect(try authorization(request) == expected(headers, signature))
        #expect(
            request.url(in: bucket, region: "us-east-1")
                == "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"
        )
    }

    @Test func `carries the token of lent credentials, signed`() throws {
        let lent = Credentials(
            accessKeyID: "ASIA",
            secretAccessKey: "secret",
            sessionToken: "a token/="
        )
        let signed = try S3Request(.get, key: "key")
            .signed(in: bucket, region: "us-east-1", credentials: lent, time: time)
        #expect(signed.headers.contains(HTTPHeader("x-amz-security-token", "a token/=")))
        let authorization = signed.headers.first { $0.name == "authorization" }?.value
        #expect(authorization?.contains(";x-amz-security-token,") == true)
    }

    @Test(arguments: [
        ("a b+c", "https://examplebucket.s3.amazonaws.com/a%20b%2Bc"),
        ("wal/00/%2F", "https://examplebucket.s3.amazonaws.com/wal/00/%252F"),
        ("../ü?#", "https://examplebucket.s3.amazonaws.com/../%C3%BC%3F%23"),
    ])
    func `escapes a key`(key: String, url: String) {
        #expect(S3Request(.get, key: key).url(in: bucket, region: "x") == url)
    }
}
