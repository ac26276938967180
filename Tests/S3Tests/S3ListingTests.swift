import S3
import Testing

/// Pages of a listing.
@Suite struct S3ListingTests {
    private func object(_ key: String, size: String = "5") -> String {
        "<Contents><Key>\(key)</Key><LastModified>2013-05-24T00:00:00.000Z</LastModified>"
            + "<ETag>&quot;e&quot;</ETag><Size>\(size)</Size><Owner><ID>o</ID></Owner></Contents>"
    }

    private func page(_ inside: String) -> String {
        "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<Name>b</Name><Prefix>p%2F</Prefix>\(inside)</ListBucketResult>"
    }

    /// What a page told, given in pieces of some bytes.
    private func read(
        _ text: String,
        pieces: Int = 7,
        limit: Int = .max
    ) -> (objects: [S3ListedObject], end: S3Listing.End) {
        let found = Found()
        let listing = S3Listing {
            found.objects.append($0)
            return found.objects.count < limit
        }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
            guard listing.take(piece.span.bytes) else { break }
        }
        return (found.objects, listing.finish())
    }

    private final class Found {
        var objects: [S3ListedObject] = []
    }

    @Test(arguments: [1, 7, 10_000])
    func `gives objects, keys unescaped`(pieces: Int) {
        let text = page("<IsTruncated>false</IsTruncated>" + object("p/a%20b%2Bc") + object("p/d"))
        let (objects, end) = read(text, pieces: pieces)
        #expect(objects.map(\.key) == ["p/a b+c", "p/d"])
        #expect(objects.map(\.storedBytes) == [5, 5])
        #expect(objects.first?.modified == UTCTime(seconds: 1_369_353_600))
        #expect(end == .done)
    }

    @Test func `tells where the next page begins`() {
        let more =
            "<IsTruncated>true</IsTruncated><NextContinuationToken>1/x=</NextContinuationToken>"
        #expect(read(page(object("k") + more)).end == .more(token: "1/x="))
    }

    @Test func `ends when its visitor has enough`() {
        let (objects, end) = read(page(object("a") + object("b") + object("c")), limit: 2)
        #expect(objects.map(\.key) == ["a", "b"])
        #expect(end == .done)
    }

    @Test func `of nothing has no objects`() {
        let (objects, end) = read(page("<KeyCount>0</KeyCount><IsTruncated>false</IsTruncated>"))
        #expect(objects.isEmpty)
        #expect(end == .done)
    }

    @Test(arguments: [
        ("", "its listing is no whole XML document of S3"),
        ("<html></html>", "its listing is no whole XML document of S3"),
        ("<ListBucketResult><IsTruncated>false", "its listing is no whole XML document of S3"),
        (
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "its listing goes on, but does not say where"
        ),
        (
            "<ListBucketResult></ListBucketResult>",
            "its listing does not say whether it goes on"
        ),
        (
            "<ListBucketResult><Contents><Key>%</Key></Contents></ListBucketResult>",
            "its listing holds an object that cannot be read"
        ),
        (
            "<Error><Code>InternalError</Code></Error>",
            "its listing is error InternalError"
        ),
    ])
    func `that is damaged is not taken for a short one`(text: String, reason: String) {
        #expect(read(text).end == .damaged(reason))
    }
}
