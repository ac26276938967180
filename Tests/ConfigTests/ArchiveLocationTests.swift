import Config
import SystemPackage
import TestSupport
import Testing

/// URLs of archives.
@Suite struct ArchiveLocationTests {
    @Test(arguments: [
        ("file:///mnt/archive", "/mnt/archive"), ("file:///a", "/a"), ("file:////mnt", "/mnt"),
        ("file:///mnt/archive/", "/mnt/archive"), ("file:///mnt//archive", "/mnt/archive"),
        ("file:///mnt/./archive", "/mnt/archive"), ("file:///mnt/x/../archive", "/mnt/archive"),
        ("file:///mnt/a b,c#d?e%20", "/mnt/a b,c#d?e%20"), ("file:///mnt/ärchiv", "/mnt/ärchiv"),
    ])
    func `names a directory as it stands`(url: String, path: String) throws {
        let location = try #require(ArchiveLocation(url))
        #expect(location == .directory(.init(path)))
        #expect(location.description == "file://" + path)
    }

    @Test(arguments: [
        ("s3://bucket", "bucket", "", "s3://bucket"), ("s3://bucket/", "bucket", "", "s3://bucket"),
        ("s3://bucket/a/b", "bucket", "a/b", "s3://bucket/a/b"),
        ("s3://bucket//a/", "bucket", "a", "s3://bucket/a"),
        ("s3://bucket///", "bucket", "", "s3://bucket"),
        ("s3://Old_bucket.x-1/a b,c", "Old_bucket.x-1", "a b,c", "s3://Old_bucket.x-1/a b,c"),
        ("s3://abc/ä", "abc", "ä", "s3://abc/ä"),
    ])
    func `names a bucket and a prefix`(
        url: String,
        bucket: String,
        prefix: String,
        text: String
    ) throws {
        let location = try #require(ArchiveLocation(url))
        #expect(location == .s3(bucket: bucket, prefix: prefix))
        #expect(location.description == text)
        #expect(ArchiveLocation(text) == location)
    }

    @Test(arguments: [
        "", "/mnt/archive", "mnt", "file:", "file:/mnt", "file://", "file:///", "file:////",
        "file://mnt/archive", "file://localhost/mnt", "FILE:///mnt", "s3:", "s3://", "s3:///a",
        "s3://ab", "s3://ab/c", "S3://bucket", "s3://buc ket", "s3://bücket", "s3://buc:ket",
        "s3://user@bucket", "http://host/bucket", "https://s3.example/bucket", " file:///mnt",
        "file:///mnt\0", "s3://bucket/a\0b", "s3://\0\0\0", "file:///..", "file:///mnt/..",
        "file:///.", "file:///mnt/../..", "gs://", "gs:///a", "gs://ab", "az://bucket",
    ])
    func `refuses any other text`(url: String) {
        #expect(ArchiveLocation(url) == nil)
    }

    @Test func `has a bucket of 3 to 255 characters`() {
        for count in [3, 63, 255] {
            #expect(ArchiveLocation("s3://" + String(repeating: "b", count: count)) != nil)
        }
        #expect(ArchiveLocation("s3://" + String(repeating: "b", count: 256)) == nil)
    }

    @Test(arguments: [
        ("file:///a", "file:///a"), ("file:///a", "file:///a/b"), ("file:///a/", "file:///a/b/c"),
        ("s3://buc", "s3://buc"), ("s3://buc", "s3://buc/a"), ("s3://buc/a", "s3://buc/a/b"),
        ("file:///a/../b", "file:///b/c"),
    ])
    func `overlaps itself and what lies within`(outer: String, inner: String) throws {
        let (outer, inner) = (
            try #require(ArchiveLocation(outer)), try #require(ArchiveLocation(inner))
        )
        #expect(outer.overlaps(inner) && inner.overlaps(outer))
    }

    @Test(arguments: [
        ("file:///a", "file:///b"), ("file:///a", "file:///ab"), ("file:///a/b", "file:///a/c"),
        ("s3://buc", "s3://bud"), ("s3://buc/a", "s3://buc/ab"), ("s3://buc/a", "s3://bud/a"),
        ("file:///buc", "s3://buc"),
    ])
    func `does not overlap what lies beside`(one: String, other: String) throws {
        let (one, other) = (
            try #require(ArchiveLocation(one)), try #require(ArchiveLocation(other))
        )
        #expect(!one.overlaps(other) && !other.overlaps(one))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `never traps on any text, and reads what it prints`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let parts = ["file://", "s3://", "/", "//", "..", ".", "a", "bucket", "\0", "é", " ", "%"]
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? ""
            }.joined()
            guard let location = ArchiveLocation(text) else { continue }
            #expect(ArchiveLocation(location.description) == location, "\(text)")
            #expect(location.overlaps(location))
        }
    }
}
