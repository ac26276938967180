import HTTP
import S3
import Testing

/// Signatures against those that AWS publishes: the cases of its suite for Signature Version 4, and
/// the examples in S3's documentation.
@Suite struct SignatureTests {
    /// A request of the suite.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var method = "GET"
        var path = "/"
        var query: [QueryItem] = []
        var headers: [HTTPHeader] = []
        var payload = emptyPayload
        let signature: String

        var testDescription: String { name }
    }

    private static let emptyPayload =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let unreserved =
        "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    private static let suite: [Case] = [
        Case(
            name: "get-vanilla",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        Case(
            name: "get-vanilla-empty-query-key",
            query: [QueryItem("Param1", "value1")],
            signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"
        ),
        Case(
            name: "get-vanilla-query-order-key-case",
            query: [QueryItem("Param2", "value2"), QueryItem("Param1", "value1")],
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        Case(
            name: "get-vanilla-query-order-value",
            query: [QueryItem("Param1", "value2"), QueryItem("Param1", "value1")],
            signature: "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"
        ),
        Case(
            name: "get-vanilla-query-order-encoded",
            query: [
                QueryItem("Param-3", "Value3"), QueryItem("Param", "Value2"),
                QueryItem("ሴ", "Value1"),
            ],
            signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"
        ),
        Case(
            name: "get-vanilla-query-unreserved",
            query: [QueryItem(unreserved, unreserved)],
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"
        ),
        Case(
            name: "get-vanilla-utf8-query",
            query: [QueryItem("ሴ", "bar")],
            signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"
        ),
        Case(
            name: "get-unreserved",
            path: "/" + unreserved,
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"
        ),
        Case(
            name: "get-utf8",
            path: "/ሴ",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"
        ),
        Case(
            name: "get-space-unnormalized",
            path: "/example space/",
            signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"
        ),
        Case(
            name: "get-slashes-unnormalized",
            path: "//example//",
            signature: "87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5"
        ),
        Case(
            name: "get-header-key-duplicate",
            headers: ["value2", "value2", "value1"].map { HTTPHeader("My-Header1", $0) },
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
        ),
        Case(
            name: "get-header-value-order",
            headers: ["value4", "value1", "value3", "value2"].map { HTTPHeader("My-Header1", $0) },
            signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"
        ),
        Case(
            name: "get-header-value-trim",
            headers: [
                HTTPHeader("My-Header1", " value1"), HTTPHeader("My-Header2", " \"a   b   c\""),
            ],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        ),
        Case(
            name: "post-vanilla",
            method: "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        ),
        Case(
            name: "post-vanilla-query",
            method: "POST",
            query: [QueryItem("Param1", "value1")],
            signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"
        ),
        Case(
            name: "post-header-value-case",
            method: "POST",
            headers: [HTTPHeader("My-Header1", "VALUE1")],
            signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"
        ),
        Case(
            name: "post-x-www-form-urlencoded",
            method: "POST",
            headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")],
            payload: "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        ),
    ]

    @Test(arguments: suite)
    func `is that of AWS's suite`(_ given: Case) throws {
        let time = try #require(UTCTime(iso8601: "2015-08-30T12:36:00Z"))
        let signature = Signature(
            credentials: Credentials(
                accessKeyID: "AKIDEXAMPLE",
                secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
            ),
            region: "us-east-1",
            service: "service",
            time: time
        )
        let fixed = [
            HTTPHeader("Host", "example.amazonaws.com"), HTTPHeader("X-Amz-Date", time.basic),
        ]
        let request = CanonicalRequest(
            method: given.method,
            path: URIEncoding.escaped(path: given.path),
            query: given.query,
            headers: given.headers + fixed,
            payload: given.payload
        )
        let authorization = try signature.authorization(request)
        #expect(authorization.hasSuffix(",Signature=\(given.signature)"))
        let scope = "20150830/us-east-1/service/aws4_request"
        #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(scope),"))
    }

    @Test func `is of the documented four lines`() throws {
        let time = try #require(UTCTime(httpDate: "Fri, 24 May 2013 00:00:00 GMT"))
        let request = CanonicalRequest(
            method: "GET",
            path: "/test.txt",
            query: [],
            headers: [
                HTTPHeader("Range", "bytes=0-9"), HTTPHeader("x-amz-date", time.basic),
                HTTPHeader("Host", "examplebucket.s3.amazonaws.com"),
                HTTPHeader("x-amz-content-sha256", Self.emptyPayload),
            ],
            payload: Self.emptyPayload
        )
        #expect(
            request.text == """
                GET
                /test.txt

                host:examplebucket.s3.amazonaws.com
                range:bytes=0-9
                x-amz-content-sha256:\(Self.emptyPayload)
                x-amz-date:20130524T000000Z

                host;range;x-amz-content-sha256;x-amz-date
                \(Self.emptyPayload)
                """
        )
        let signature = Signature(credentials: .documented, region: "us-east-1", time: time)
        #expect(
            try signature.stringToSign(request) == """
                AWS4-HMAC-SHA256
                20130524T000000Z
                20130524/us-east-1/s3/aws4_request
                7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972
                """
        )
    }
}

extension Credentials {
    /// Those of the examples in AWS's documentation.
    static let documented = Self(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    )
}
