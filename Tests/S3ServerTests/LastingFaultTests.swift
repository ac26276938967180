import TestSupport
import Testing

/// What does not pass is told within the time that a call has, and is never "absent".
@Suite(.timeLimit(.minutes(5))) struct LastingFaultTests {
    /// Something that every request meets.
    struct LastingFault: Sendable, CustomStringConvertible {
        let description: String
        let fault: Fault

        /// What the message says of it.
        let reason: String

        static let all = [
            LastingFault(
                description: "500",
                fault: .answer(.internalError),
                reason: "500 InternalError"
            ),
            LastingFault(description: "502", fault: .answer(.badGateway), reason: "502 "),
            LastingFault(description: "503", fault: .answer(.slowDown), reason: "503 SlowDown"),
            LastingFault(
                description: "429",
                fault: .answer(.tooMany(retryAfter: 600)),
                reason: "429 TooManyRequests"
            ),
            LastingFault(
                description: "200 with an error",
                fault: .answer(.errorInSuccess),
                reason: "InternalError"
            ),
            LastingFault(
                description: "RequestTimeout",
                fault: .answer(.requestTimeout),
                reason: "400 RequestTimeout"
            ),
            LastingFault(
                description: "400 ExpiredToken",
                fault: .answer(.expiredToken),
                reason: "400 ExpiredToken"
            ),
            LastingFault(
                description: "403 ExpiredToken",
                fault: .answer(.expiredTokenForbidden),
                reason: "403 ExpiredToken"
            ),
            LastingFault(
                description: "redirect",
                fault: .answer(.movedTo("http://127.0.0.1:9/")),
                reason: "307 TemporaryRedirect"
            ),
            LastingFault(
                description: "another server's 404",
                fault: .answer(.foreignNotFound),
                reason: "404 "
            ),
            LastingFault(
                description: "403 before the body",
                fault: .answer(ScriptedAnswer("403 Forbidden", isEarly: true)),
                reason: "403 "
            ),
            LastingFault(description: "resets", fault: .lostAnswer, reason: ""),
        ]
    }

    @Test(arguments: LastingFault.all)
    func `a push fails, and PostgreSQL tries again`(lasting: LastingFault) async throws {
        try await S3Site.with(settings: ["--timeout", "2s"]) { site in
            try await site.prepare([site.segment(1)])
            let segment = site.segment(2)
            site.proxy.inject(lasting.fault, times: 10_000)
            let failed = try await site.push(segment)
            expect(failed, fails: segment.name, status: 2, saying: lasting.reason)

            // Whatever happened then, the next call of PostgreSQL's settles it.
            site.proxy.clear()
            expect(try await site.push(segment), exits: 0)
            try await site.expectArchived(segment)
        }
    }

    @Test(arguments: LastingFault.all)
    func `a fetch does not end recovery`(lasting: LastingFault) async throws {
        let settings = ["--timeout", "2s", "--standby-timeout", "2s"]
        try await S3Site.with(settings: settings) { site in
            let segment = site.segment(1)
            try await site.prepare([segment])
            site.proxy.inject(lasting.fault, times: 10_000)
            for (kind, status) in [(RecoveryKind.recovery, Int32(200)), (.standby, 2)] {
                // One that is there, one that is not, and what PostgreSQL tries its luck with.
                for name in [segment.name, site.segment(2).name, "00000002.history"] {
                    let (outcome, delivered) = try await site.fetch(name, as: kind)
                    expect(outcome, fails: name, status: status, saying: lasting.reason)
                    #expect(delivered == nil)
                }
            }
        }
    }

    @Test(arguments: [0, 1, 500_000])
    func `a transfer that stalls is given up`(offset: Int) async throws {
        let settings = ["--timeout", "2s", "--standby-timeout", "2s"]
        try await S3Site.with(settings: settings) { site in
            let (first, second) = (site.segment(1), site.segment(2))
            try await site.prepare([first])
            site.proxy.inject(
                .whileSending(.stall, after: offset),
                into: RequestPattern("PUT"),
                times: 10_000
            )
            site.proxy.inject(
                .whileReceiving(.stall, after: offset),
                into: RequestPattern("GET"),
                times: 10_000
            )
            async let pushing = site.push(second)
            async let fetching = site.fetch(first.name)
            expect(try await pushing, fails: second.name, status: 2, saying: "")
            let (outcome, delivered) = try await fetching
            expect(outcome, fails: first.name, status: 200, saying: "")
            #expect(delivered == nil)
            #expect(site.proxy.occurrences >= 2)
        }
    }

    @Test func `a slow link still brings everything`() async throws {
        try await S3Site.with(settings: ["--timeout", "1s"]) { site in
            let (first, second) = (site.segment(1), site.segment(2))
            try await site.prepare([first])
            // A transfer of several times the call's budget, which keeps moving.
            site.proxy.bytesPerSecond = 256 << 10
            site.proxy.latency = .milliseconds(200)
            async let pushing = site.push(second)
            async let fetching = site.fetch(first.name)
            expect(try await pushing, exits: 0)
            let (outcome, delivered) = try await fetching
            expect(outcome, exits: 0)
            let isSame = delivered == first.bytes()
            #expect(isSame)
            try await site.expectArchived(second)
        }
    }
}
