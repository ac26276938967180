import TestSupport
import Testing

/// What other tools put into a bucket is an archive, which goes on.
@Suite(.timeLimit(.minutes(5))) struct ForeignArchiveTests {
    @Test func `what s3cmd put is read, and a push goes on behind it`() async throws {
        try await S3Site.with { site in
            let segments = (1...3).map { site.segment($0) }
            for segment in segments.prefix(2) {
                try await s3cmd(["put", site.data.path + "/pg_wal/" + segment.name], segment, site)
            }
            for segment in segments.prefix(2) {
                let (outcome, delivered) = try await site.fetch(segment.name)
                expect(outcome, exits: 0)
                let isSame = delivered == segment.bytes()
                #expect(isSame)
            }
            let (absent, _) = try await site.fetch(segments[2].name)
            expect(absent, exits: 1)

            expect(try await site.push(segments[2]), exits: 0)
            try await site.expectArchived(segments[2])
            // What is there already is a success when it is the same, and refused when not.
            expect(try await site.push(segments[1]), exits: 0)
            let other = try await site.push(site.segment(2, seed: 9))
            expect(other, fails: segments[1].name, status: 1, saying: "other contents")
            #expect(try await site.archive.names() == segments.map(\.name))
        }
    }

    @Test func `an archive of another cluster is no place for a push`() async throws {
        try await S3Site.with { site in
            var foreign = site.segment(1)
            foreign.systemIdentifier += 1
            try await site.bucket.put(foreign.bytes(), at: site.archive.key(foreign.name))
            let segment = site.segment(2)
            let refused = try await site.push(segment)
            #expect([1, 2, 3].contains(refused.status), "\(refused)")
            #expect(refused.errors.contains("another cluster"), "\(refused)")
            let (fetched, delivered) = try await site.fetch(segment.name)
            #expect([200, 201].contains(fetched.status), "\(fetched)")
            #expect(delivered == nil)
            #expect(try await site.archive.names() == [foreign.name])
        }
    }

    /// Runs the line that the README replaces: `s3cmd put %p s3://bucket/wal/%f`.
    private func s3cmd(_ words: [String], _ segment: WALFixture, _ site: S3Site) async throws {
        try site.data.write(segment.bytes(), as: segment.name)
        let server = site.bucket.server
        try await Command(
            [
                "/usr/bin/s3cmd", "--no-check-certificate", "--no-ssl", "--quiet",
                "--access_key=\(server.keys.identifier)", "--secret_key=\(server.keys.secret)",
                "--host=127.0.0.1:\(server.port)", "--host-bucket=127.0.0.1:\(server.port)",
            ] + words + ["\(site.archive.url)/\(segment.name)"],
            environment: ["HOME": site.scratch.path]
        ).succeed()
    }
}
