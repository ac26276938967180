import TestSupport
import Testing

/// What passes costs another try, and nothing else.
@Suite(.timeLimit(.minutes(5))) struct PassingFaultTests {
    @Test(arguments: PassingFault.ofPushes)
    func `a push survives it`(fault: PassingFault) async throws {
        try await S3Site.with { site in
            try await site.prepare([site.segment(1)])
            let segment = site.segment(2)
            site.proxy.inject(fault.fault, into: RequestPattern("PUT", suffix: segment.name))
            expect(try await site.push(segment), exits: 0)
            #expect(site.proxy.occurrences == 1)
            try await site.expectArchived(segment)
        }
    }

    @Test(arguments: PassingFault.ofFetches)
    func `a fetch survives it`(fault: PassingFault) async throws {
        try await S3Site.with { site in
            let segment = site.segment(1)
            try await site.prepare([segment])
            site.proxy.inject(fault.fault, into: RequestPattern("GET", suffix: segment.name))
            let (outcome, delivered) = try await site.fetch(segment.name)
            expect(outcome, exits: 0)
            #expect(site.proxy.occurrences == 1)
            let isSame = delivered == segment.bytes()
            #expect(isSame, "\(outcome)")
        }
    }

    @Test func `an answer that was lost is no conflict, and another's file is one`() async throws {
        try await S3Site.with { site in
            let (first, second) = (site.segment(1), site.segment(2))
            site.proxy.inject(.lostAnswer, into: RequestPattern("PUT"), times: 2)
            expect(try await site.push(first), exits: 0)
            #expect(site.proxy.occurrences == 2)
            try await site.expectArchived(first)

            // The same segment of somebody else is there by the time of the second try.
            try await site.prepare([site.segment(2, seed: 99)])
            site.proxy.inject(
                .whileSending(.reset, after: 0),
                into: RequestPattern("PUT", suffix: second.name)
            )
            let refused = try await site.push(second)
            expect(refused, fails: second.name, status: 1, saying: "other contents")
            try await site.expectArchived(site.segment(2, seed: 99))
        }
    }
}
