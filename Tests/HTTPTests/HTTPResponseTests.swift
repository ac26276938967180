import HTTP
import Testing

/// Heads as values.
@Suite struct HTTPResponseTests {
    @Test func `finds headers whatever their case`() {
        let response = HTTPResponse(
            status: 200,
            headers: [HTTPHeader("ETag", "a"), HTTPHeader("etag", "b")]
        )
        #expect(response.header("ETAG") == "a")
        #expect(response.header("date") == nil)
    }

    @Test(arguments: [
        (HTTPError.Cause.libraryUnavailable, "could not load libcurl: why"),
        (.nameNotFound, "could not resolve the server's name: why"),
        (.notConnected, "could not connect to the server: why"),
        (.untrusted, "the server's certificate is not trusted: why"),
        (.tls, "could not agree with the server on encryption: why"),
        (.silent(.milliseconds(15_400)), "the server let nothing pass for 15 s: why"),
        (.stalled(.seconds(15)), "the server let less than 64 KiB/s pass for 15 s: why"),
        (.tooLong(.seconds(60)), "it was not done after 60 s: why"),
        (.broken, "the connection broke: why"),
        (.badResponse, "the server's answer is no HTTP: why"),
        (.body, "could not read what is to be sent: why"),
        (.failed, "libcurl failed: why"),
    ])
    func `says what stood in the way`(cause: HTTPError.Cause, text: String) {
        #expect(HTTPError(cause, "why").description == text)
        #expect(HTTPError(cause).description == String(text.dropLast(": why".count)))
    }
}
