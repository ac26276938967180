import TestSupport
import Testing

/// Servers that do not create only once are found out by the first push, before any WAL is there.
@Suite(.timeLimit(.minutes(5))) struct CreateOnceTests {
    @Test func `a bucket that keeps versions ignores the condition`() async throws {
        try await S3Site.with { site in
            try await site.bucket.enableVersioning()
            try await expectRefusal(by: site, saying: "")
        }
    }

    @Test func `a server may refuse the condition`() async throws {
        try await S3Site.with { site in
            site.proxy.inject(
                .answer(.notImplemented),
                into: RequestPattern("PUT"),
                times: 10_000
            )
            try await expectRefusal(by: site, saying: "501 NotImplemented")
        }
    }

    @Test(arguments: [true, false])
    func `test-then-put works where nothing else does`(isVersioned: Bool) async throws {
        try await S3Site.with(settings: ["--create-once", "test-then-put"]) { site in
            if isVersioned { try await site.bucket.enableVersioning() }
            let first = site.segment(1)
            expect(try await site.push(first), exits: 0)
            expect(try await site.push(first), exits: 0)
            let other = try await site.push(site.segment(1, seed: 7))
            expect(other, fails: first.name, status: 1, saying: "other contents")
            try await site.expectArchived(first)
        }
    }

    @Test func `the same segment again succeeds, and another one never replaces it`() async throws {
        try await S3Site.with { site in
            let first = site.segment(1)
            for _ in 1...2 { expect(try await site.push(first), exits: 0) }
            let other = try await site.push(site.segment(1, seed: 7))
            expect(other, fails: first.name, status: 1, saying: "other contents")
            let others = try await site.push(site.segment(1, seed: 8))
            expect(others, fails: first.name, status: 1, saying: "other contents")
            try await site.expectArchived(first)
            #expect(try await site.archive.names() == [first.name])
        }
    }

    /// The push is refused with advice, and again, and no WAL is in the archive.
    private func expectRefusal(
        by site: S3Site,
        saying reason: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for _ in 1...2 {
            let outcome = try await site.push(site.segment(1))
            expect(
                outcome,
                fails: site.segment(1).name,
                status: 2,
                saying: reason,
                sourceLocation: sourceLocation
            )
            #expect(
                outcome.errors.contains("create_once = 'test-then-put'"),
                "\(outcome)",
                sourceLocation: sourceLocation
            )
        }
        #expect(try await site.archive.names() == [], sourceLocation: sourceLocation)
    }
}
