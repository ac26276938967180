import TestSupport
import Testing

/// A server that gives other bytes than those that were stored delivers nothing.
@Suite(.timeLimit(.minutes(5))) struct LyingServerTests {
    /// What the server gives for an object.
    enum Lie: String, Sendable, CaseIterable {
        case otherSegment, otherCluster, flippedBit, otherDigest, half, nothing, zeros

        /// The bytes instead of a segment's object.
        func bytes(
            _ object: [UInt8],
            otherSegment: [UInt8],
            otherCluster: [UInt8]
        ) -> [UInt8] {
            var bytes = object
            switch self {
            case .otherSegment: return otherSegment
            case .otherCluster: return otherCluster
            case .flippedBit: bytes[bytes.count / 2] ^= 0x10
            // Behind the frame's head and `wal-archive 1 sha256 `.
            case .otherDigest: bytes[bytes.count - 140 + 21] ^= 0x01
            case .half: return Array(bytes.prefix(bytes.count / 2))
            case .nothing: return []
            case .zeros: return [UInt8](repeating: 0, count: bytes.count)
            }
            return bytes
        }
    }

    @Test(arguments: Lie.allCases)
    func `nothing wrong is delivered`(lie: Lie) async throws {
        try await S3Site.with { site in
            let (first, second) = (site.segment(1), site.segment(2))
            try await site.prepare([first, second])
            let object = try #require(try await site.bucket.get(site.archive.key(first.name)))
            let other = try #require(try await site.bucket.get(site.archive.key(second.name)))
            let lied = lie.bytes(
                object,
                otherSegment: other,
                otherCluster: try await foreignObject(like: first, in: site)
            )
            #expect(lied != object)
            try await site.bucket.put(lied, at: site.archive.key(first.name))
            for (kind, status) in [(RecoveryKind.recovery, Int32(201)), (.standby, 3)] {
                let (outcome, delivered) = try await site.fetch(first.name, as: kind)
                expect(outcome, fails: first.name, status: status, saying: "")
                #expect(delivered == nil)
            }

            // PostgreSQL asks again, once the object is what it was.
            try await site.bucket.put(object, at: site.archive.key(first.name))
            try await site.expectArchived(first)
        }
    }

    @Test func `a bit that flips on the way every time is no sound segment`() async throws {
        try await S3Site.with { site in
            let segment = site.segment(1)
            try await site.prepare([segment])
            site.proxy.inject(
                .whileReceiving(.flippedBit, after: 300_000),
                into: RequestPattern("GET", suffix: segment.name),
                times: 10_000
            )
            let (outcome, delivered) = try await site.fetch(segment.name)
            expect(outcome, fails: segment.name, status: 201, saying: "")
            #expect(delivered == nil)
        }
    }

    @Test func `a digest beside a plain object is compared`() async throws {
        try await S3Site.with(settings: ["--compression", "none"]) { site in
            let segment = site.segment(1)
            try await site.prepare([segment])
            var bytes = segment.bytes()
            bytes[bytes.count - 1] ^= 0x01
            let digest = String(repeating: "0", count: 64)
            for (stored, recorded) in [(bytes, nil), (segment.bytes(), digest)] {
                let fields = recorded.map { ["x-amz-meta-sha256: \($0)"] }
                let key = site.archive.key(segment.name)
                // Replacing an object drops its digest, so that of the right bytes is given.
                let right = "x-amz-meta-sha256: \(try await sha256(of: segment.bytes(), site))"
                try await site.bucket.put(stored, at: key, fields: fields ?? [right])
                let (outcome, delivered) = try await site.fetch(segment.name)
                expect(outcome, fails: segment.name, status: 201, saying: "")
                #expect(delivered == nil)
            }
        }
    }

    /// The object of the same segment of another cluster.
    private func foreignObject(like segment: WALFixture, in site: S3Site) async throws -> [UInt8] {
        var foreign = segment
        foreign.systemIdentifier += 1
        let data = try DataDirectoryFixture(
            in: site.scratch,
            name: "foreign",
            systemIdentifier: foreign.systemIdentifier
        )
        let archive = try S3Archive(in: site.bucket, prefix: "foreign")
        let path = try data.write(foreign.bytes(), as: foreign.name)
        expect(try await archive.push(path, as: foreign.name, in: data.path), exits: 0)
        return try #require(try await site.bucket.get(archive.key(foreign.name)))
    }

    private func sha256(of bytes: [UInt8], _ site: S3Site) async throws -> String {
        let path = try site.scratch.write(bytes, to: "plain")
        return String(try await Command(["/usr/bin/sha256sum", path]).succeed().prefix(64))
    }
}
