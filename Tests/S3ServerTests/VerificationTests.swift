import TestSupport
import Testing

/// `wal-archive list`, `verify` and `show` over a bucket.
@Suite(.timeLimit(.minutes(5))) struct VerificationTests {
    /// Segments 1 to 4 as a server wrote them, each going on where the one before ended.
    private static let segments: [(name: String, bytes: [UInt8])] = {
        var random = SplitMix64(state: 1)
        var stream = WALStream(segment: 1)
        for _ in 1...4 { stream.fillSegment(random: &random) }
        return (0..<4).map { ("00000001000000000000000\($0 + 1)", stream.segment($0)) }
    }()

    private func with(_ body: (S3Site) async throws -> Void) async throws {
        try await S3Site.with { site in
            for segment in Self.segments {
                try await site.bucket.put(segment.bytes, at: site.archive.key(segment.name))
            }
            try await body(site)
        }
    }

    /// What is done to the bucket, which line is then printed, and the status.
    struct Harm: Sendable {
        let line: String
        let status: Int32
        let harm: @Sendable (S3Site) async throws -> Void

        init(
            _ line: String,
            _ status: Int32,
            _ harm: @escaping @Sendable (S3Site) async throws -> Void
        ) {
            (self.line, self.status, self.harm) = (line, status, harm)
        }
    }

    static let harms = [
        Harm(": sound\n", 0) { _ in },
        Harm("\(segments[1].name): gap: it is absent, and later ones are there\n", 4) {
            try await $0.bucket.remove($0.archive.key(segments[1].name))
        },
        Harm(
            "\(segments[1].name): damaged: it begins at LSN 0/300000 but its name stands for 0/200000\n",
            3
        ) {
            try await $0.bucket.put(segments[2].bytes, at: $0.archive.key(segments[1].name))
        },
        Harm("\(segments[1].name): damaged: it has 500000 bytes instead of 1048576\n", 3) {
            let half = Array(segments[1].bytes.prefix(500_000))
            try await $0.bucket.put(half, at: $0.archive.key(segments[1].name))
        },
        Harm("\(segments[2].name): damaged: the record at LSN 0/30", 3) {
            var bytes = segments[2].bytes
            bytes[20_000] ^= 1
            try await $0.bucket.put(bytes, at: $0.archive.key(segments[2].name))
        },
    ]

    @Test(arguments: harms.indices)
    func `names what is wrong`(index: Int) async throws {
        let harm = Self.harms[index]
        try await with { site in
            try await harm.harm(site)
            let verified = try await site.operate("verify", "--deep")
            expect(verified, exits: harm.status)
            #expect(verified.output.contains(harm.line), "\(verified)")
        }
    }

    @Test func `is not misled by what happens on the way`() async throws {
        try await with { site in
            let second = Self.segments[1].name
            site.proxy.inject(.answer(.slowDown), into: RequestPattern("GET"), times: 2)
            site.proxy.inject(
                .whileReceiving(.reset, after: 500_000),
                into: RequestPattern("GET", suffix: second)
            )
            site.proxy.inject(
                .whileReceiving(.flippedBit, after: 600_000),
                into: RequestPattern("GET", suffix: Self.segments[2].name)
            )
            let verified = try await site.operate("verify", "--deep", "--jobs", "1")
            expect(verified, exits: 0)
            #expect(verified.output.contains("verified 4 files, "), "\(verified)")
        }
    }

    @Test func `tells an archive that is out of reach`() async throws {
        try await with { site in
            var site = site
            site.archive = site.archive.moved(
                to: S3Bucket(missingOn: site.bucket.server, in: site.scratch, name: "no-bucket")
            )
            for command in ["list", "verify", "adopt"] {
                let failed = try await site.operate(command)
                expect(failed, exits: 2)
                let start = "wal-archive: could not \(command) \"s3://no-bucket/main/wal\": "
                #expect(failed.errors.hasPrefix(start), "\(failed)")
                #expect(failed.errors.contains("404 NoSuchBucket"), "\(failed)")
            }
        }
    }

    @Test func `adopts what s3cmd put, with a digest for each object`() async throws {
        try await with { site in
            let third = Self.segments[2]
            var damaged = third.bytes
            damaged[20_000] ^= 1
            try await site.bucket.put(damaged, at: site.archive.key(third.name))
            let adopted = try await site.operate("adopt")
            expect(adopted, exits: 3)
            let line = "\(third.name): damaged: the record at LSN 0/30"
            #expect(adopted.output.hasPrefix(line), "\(adopted)")
            let sums =
                "\(site.archive.url) is the archive of system 7312345678901234567: 3 digests"
                + " recorded, 0 were there, 0 have no place for one, 1 files are not sound\n"
            #expect(adopted.output.hasSuffix(sums), "\(adopted)")

            try await site.bucket.put(third.bytes, at: site.archive.key(third.name))
            let again = try await site.operate("adopt")
            expect(again, exits: 0)
            #expect(again.output.contains("1 digests recorded, 3 were there,"), "\(again)")
            for segment in Self.segments {
                let stored = try await site.bucket.get(site.archive.key(segment.name))
                let isSame = stored == segment.bytes
                #expect(isSame)
                let shown = try await site.operate("show", segment.name)
                expect(shown, exits: 0)
                #expect(!shown.output.contains("none was archived"), "\(shown)")
            }
            let listed = try await site.operate("list")
            expect(listed, exits: 0)
            let range = "  \(Self.segments[0].name) to \(Self.segments[3].name) (4 segments)\n"
            #expect(listed.output.contains(range), "\(listed)")
        }
    }
}
