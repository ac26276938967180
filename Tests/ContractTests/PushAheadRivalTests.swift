import TestSupport
import Testing

/// Two servers of one system identifier and one timeline: a copy archives by mistake, say.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PushAheadRivalTests {
    /// The archive is known, the group may be large, and another server has archived a segment.
    private func with(
        _ number: Int,
        seed: UInt64,
        _ body: (AheadSite) async throws -> Void
    ) async throws {
        try await AheadSite.with { site in
            try site.mark(1...6)
            #expect(try await site.push(1).status == 0)
            var fixture = AheadSite.fixture(number)
            fixture.seed = seed
            let path = try site.data.write(fixture.bytes(), as: fixture.name)
            #expect(
                try await site.archive.push(path, as: fixture.name, in: site.data.path).status == 0
            )
            try await body(site)
        }
    }

    @Test func `nothing follows a segment that another server has archived otherwise`() async throws
    {
        try await with(7, seed: 2) { site in
            try site.mark(7...12)
            for _ in 0..<3 {
                let refused = try await site.push(7)
                #expect(refused.status == 1, "\(refused)")
                #expect(try site.archive.names() == (1...7).map(AheadSite.name))
            }
        }
    }

    @Test func `nothing follows before this server has stored a segment itself`() async throws {
        try await with(7, seed: 1) { site in
            try site.mark(7...12)
            #expect(try await site.push(7).status == 0)
            #expect(try site.archive.names() == (1...7).map(AheadSite.name))
            #expect(try await site.push(8).status == 0)
            #expect(try site.archive.names() == (1...12).map(AheadSite.name))
        }
    }

    @Test func `a timeline's segments do not overtake its history file`() async throws {
        try await AheadSite.with { site in
            try site.mark(1...2)
            var next = AheadSite.fixture(3)
            next.timeline = 2
            try site.data.write(next.bytes(), as: next.name)
            try site.data.write([], as: "archive_status/\(next.name).ready")
            #expect(try await site.push(1).status == 0)
            #expect(try site.archive.names() == [1, 2].map(AheadSite.name))
        }
    }
}
