import S3
import Testing

/// What S3 says of a failure, and what is none of its words.
@Suite struct S3ErrorBodyTests {
    private func body(_ text: String) -> S3ErrorBody? { S3ErrorBody(Array(text.utf8)) }

    @Test func `is read`() {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>AuthorizationHeaderMalformed</Code><Message>the region
            &apos;x&apos; is wrong</Message><Region>eu-central-1</Region>
            <RequestId>4442587FB7D0A2F9</RequestId><HostId>h</HostId></Error>
            """
        #expect(
            body(text)
                == S3ErrorBody(
                    code: "AuthorizationHeaderMalformed",
                    message: "the region 'x' is wrong",
                    region: "eu-central-1",
                    requestID: "4442587FB7D0A2F9"
                )
        )
    }

    @Test func `of Ceph has an empty message`() {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message></Message>\
            <BucketName>b</BucketName><RequestId>tx1</RequestId><HostId>h</HostId></Error>
            """
        #expect(body(text) == S3ErrorBody(code: "NoSuchKey", requestID: "tx1"))
    }

    @Test(arguments: [
        "", "<html><body>404</body></html>", "<Error></Error>", "<Error><Code></Code></Error>",
        "<Error><Code>No Such</Code></Error>", "<Error><Code>NoSuchKey</Code>",
        "<Error><Code>NoSuchKey</Code></Error", "<Other><Code>NoSuchKey</Code></Other>",
        "<Error><A><Code>NoSuchKey</Code></A></Error>", "{\"Code\": \"NoSuchKey\"}",
        "<Error><Code>\u{1}</Code></Error>",
        "<!DOCTYPE e [<!ENTITY c 'NoSuchKey'>]><Error><Code>&c;</Code></Error>",
    ])
    func `is nothing else`(text: String) {
        #expect(body(text) == nil)
    }

    @Test func `keeps within a line of a log`() throws {
        let long = String(repeating: "x\n", count: 1000)
        let text = "<Error><Code>A</Code><Message>\(long)</Message></Error>"
        let message = try #require(body(text)?.message)
        #expect(message.count == 300)
        #expect(!message.contains("\n"))
    }

    @Test(arguments: ["evil.example.com/", "eu central", "", "a\nb"])
    func `names no region that is none`(region: String) {
        let text = "<Error><Code>A</Code><Region>\(region)</Region></Error>"
        #expect(body(text) == S3ErrorBody(code: "A"))
    }

    /// Deeper than any answer: it must not use up the stack.
    @Test func `does not follow a deep document`() {
        let text = String(repeating: "<a>", count: 100_000)
        #expect(body(text) == nil)
    }

    /// Every beginning of an answer that was cut off is no answer.
    @Test func `is not read from a part`() {
        let whole = Array("<Error><Code>NoSuchKey</Code></Error>".utf8)
        for length in 0..<whole.count { #expect(S3ErrorBody(Array(whole.prefix(length))) == nil) }
    }
}
