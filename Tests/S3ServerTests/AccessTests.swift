import TestSupport
import Testing

/// Who may not ask gets no answer, and that is never "absent".
@Suite(.timeLimit(.minutes(5))) struct AccessTests {
    /// Why the archive is out of reach.
    enum Obstacle: String, Sendable, CaseIterable {
        case wrongSecret, unknownKey, otherUser, noCredentials, missingBucket, refusedConnection
        case unknownHost, untrustedCertificate, plainTextPort, wrongClock

        /// What the message says of it.
        var reason: String {
            switch self {
            case .wrongSecret: "403 SignatureDoesNotMatch"
            case .unknownKey: "403 InvalidAccessKeyId"
            case .otherUser: "403 AccessDenied"
            case .noCredentials: "credentials"
            case .missingBucket: "404 NoSuchBucket"
            case .refusedConnection, .unknownHost, .untrustedCertificate, .plainTextPort: ""
            case .wrongClock: "403 RequestTimeTooSkewed"
            }
        }

        /// Puts it in the way.
        func stand(before site: inout S3Site) {
            let server = site.bucket.server
            let secret = "AWS_SECRET_ACCESS_KEY"
            switch self {
            case .wrongSecret: site.archive.environment[secret] = "not-the-secret-of-this-key"
            case .unknownKey: site.archive.environment["AWS_ACCESS_KEY_ID"] = "nobody"
            case .otherUser:
                site.archive.environment.merge(server.otherKeys.environment) { _, new in new }
            case .noCredentials: site.archive.environment = [:]
            case .missingBucket:
                let missing = S3Bucket(
                    missingOn: server,
                    in: site.scratch,
                    name: "no-such-bucket"
                )
                site.archive = site.archive.moved(to: missing)
            case .refusedConnection: site.proxy.close()
            case .unknownHost: site.reach("http://no-such-host.invalid")
            case .untrustedCertificate: site.reach(server.secureEndpoint)
            case .plainTextPort: site.reach("https://127.0.0.1:\(server.port)")
            case .wrongClock:
                site.proxy.inject(
                    .answer(.error("403 Forbidden", "RequestTimeTooSkewed")),
                    times: 10_000
                )
            }
        }
    }

    @Test(arguments: Obstacle.allCases)
    func `cannot tell`(obstacle: Obstacle) async throws {
        let settings = ["--timeout", "1s", "--standby-timeout", "1s"]
        try await S3Site.with(settings: settings) { site in
            try await site.prepare([site.segment(1)])
            var site = site
            obstacle.stand(before: &site)
            let (first, second) = (site.segment(1), site.segment(2))
            let push = try await site.push(second)
            expect(push, fails: second.name, status: 2, saying: obstacle.reason)
            for name in [first.name, second.name, "00000002.history"] {
                let (recovery, _) = try await site.fetch(name)
                expect(recovery, fails: name, status: 200, saying: obstacle.reason)
                let (standby, delivered) = try await site.fetch(name, as: .standby)
                expect(standby, fails: name, status: 2, saying: obstacle.reason)
                #expect(delivered == nil)
            }
        }
    }

    @Test func `a bucket that is full keeps what it has`() async throws {
        try await ScratchDirectory.with { scratch in
            // A quota is one user's: this server is not shared.
            let server = try await S3Server()
            let bucket = try await S3Bucket(on: server, in: scratch)
            let archive = try S3Archive(in: bucket, settings: ["--timeout", "2s"])
            let data = try DataDirectoryFixture(in: scratch)
            var segments = [WALFixture(seed: 1), WALFixture(seed: 2)]
            segments[1].number = 2
            func push(_ segment: WALFixture) async throws -> Outcome {
                let path = try data.write(segment.bytes(), as: segment.name)
                return try await archive.push(path, as: segment.name, in: data.path)
            }
            expect(try await push(segments[0]), exits: 0)
            let quota = ["--uid=test", "--quota-scope=user"]
            try await server.admin(["quota", "set", "--max-size=1000"] + quota)
            try await server.admin(["quota", "enable"] + quota)
            let full = try await push(segments[1])
            expect(full, fails: segments[1].name, status: 2, saying: "403 QuotaExceeded")
            #expect(try await archive.names() == [segments[0].name])

            try await server.admin(["quota", "disable"] + quota)
            expect(try await push(segments[1]), exits: 0)
            #expect(try await archive.names() == segments.map(\.name))
            try await server.stop()
        }
    }
}

extension S3Site {
    /// Reaches the archive at another endpoint.
    mutating func reach(_ endpoint: String) {
        archive.settings += ["--s3-endpoint", endpoint]
    }
}
