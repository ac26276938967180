import TestSupport
import Testing

/// What a call costs: one request, once the archive is known.
@Suite(.timeLimit(.minutes(5))) struct RequestCountTests {
    @Test(arguments: ["zstd", "none"])
    func `a push is one request, and so is a fetch`(compression: String) async throws {
        try await S3Site.with(settings: ["--compression", compression]) { site in
            try await site.prepare([site.segment(1)])
            let second = site.segment(2)
            expect(try await site.push(second), exits: 0)
            let key = "/\(site.bucket.name)/\(site.archive.key(second.name))"
            #expect(site.proxy.requests.map(\.description) == ["PUT \(key)"])

            site.proxy.clear()
            let (outcome, delivered) = try await site.fetch(second.name)
            expect(outcome, exits: 0)
            #expect(site.proxy.requests.map(\.description) == ["GET \(key)"])
            let isSame = delivered == second.bytes()
            #expect(isSame)
        }
    }

    @Test func `a push over HTTPS is one request, says the server`() async throws {
        try await S3Site.with { site in
            var site = site
            let server = site.bucket.server
            site.archive.settings += [
                "--s3-endpoint", server.secureEndpoint, "--s3-ca-file", server.certificates,
            ]
            try await site.prepare([site.segment(1)])
            let before = try await server.requests(for: site.bucket.name).count
            expect(try await site.push(site.segment(2)), exits: 0)
            let (outcome, _) = try await site.fetch(site.segment(2).name)
            expect(outcome, exits: 0)
            let requests = try await server.requests(for: site.bucket.name).dropFirst(before)
            #expect(requests.map { "\($0.method) \($0.status)" } == ["PUT 200", "GET 200"])
            #expect(site.proxy.requests == [])
        }
    }

    @Test func `what is absent is asked for once, and one listing looks for a gap`() async throws {
        try await S3Site.with { site in
            try await site.prepare([site.segment(1)])
            let (segment, _) = try await site.fetch(site.segment(2).name)
            expect(segment, exits: 1)
            #expect(segment.errors == "", "absent is told by the status alone")
            #expect(site.proxy.requests.map(\.method) == ["GET", "GET"])
            #expect(site.proxy.requests.last?.target.contains("list-type=2") == true)
            #expect(site.proxy.connections == 1)

            site.proxy.clear()
            let (history, _) = try await site.fetch("00000002.history")
            expect(history, exits: 1)
            #expect(site.proxy.requests.map(\.method) == ["GET"])
        }
    }

    @Test func `an idle standby costs one request a call`() async throws {
        try await S3Site.with { site in
            try await site.prepare([site.segment(1)])
            let missing = site.segment(2).name
            let (first, _) = try await site.fetch(missing, as: .standby)
            expect(first, exits: 1)
            for name in [missing, "00000002.history", missing] {
                site.proxy.clear()
                let (outcome, _) = try await site.fetch(name, as: .standby)
                expect(outcome, exits: 1)
                #expect(site.proxy.requests.map(\.method) == ["GET"])
            }
        }
    }

    @Test func `the first push proves the archive over one connection`() async throws {
        try await S3Site.with { site in
            let first = site.segment(1)
            expect(try await site.push(first), exits: 0)
            // The marker is asked for, the archive is looked through, the marker is created, and
            // created once more to see it refused; then comes the segment.
            #expect(
                site.proxy.requests.map {
                    "\($0.method) \($0.path.split(separator: "/").last ?? "")"
                }
                    == [
                        "GET wal-archive.cluster", "GET \(site.bucket.name)",
                        "PUT wal-archive.cluster", "PUT wal-archive.cluster", "PUT \(first.name)",
                    ]
            )
            #expect(site.proxy.connections == 1)
            #expect(try await site.archive.names() == [first.name])
        }
    }
}
