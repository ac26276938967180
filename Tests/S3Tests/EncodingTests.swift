import S3
import Testing

/// Text and bytes as they stand in URLs and headers.
@Suite struct EncodingTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("\u{FF}\u{FB}", "w7/Duw=="),
    ])
    func `is that of RFC 4648`(text: String, encoded: String) {
        #expect(Base64.text(Array(text.utf8)) == encoded)
    }

    @Test func `escapes all but unreserved characters`() {
        #expect(URIEncoding.escaped("a/b c+~é") == "a%2Fb%20c%2B~%C3%A9")
        #expect(URIEncoding.escaped(path: "a/b c") == "a/b%20c")
    }

    @Test func `undoes escapes`() {
        #expect(URIEncoding.unescaped("a%2Fb%20c+d%c3%A9") == "a/b c d\u{E9}")
        #expect(URIEncoding.unescaped("plain") == "plain")
    }

    @Test(arguments: ["%", "%2", "%2x", "a%", "%C3"])
    func `finds what is no escape`(text: String) {
        #expect(URIEncoding.unescaped(text) == nil)
    }
}
