import FrontEnd
import TestSupport
import Testing

/// Lent credentials are asked for once by all that a call stores at once, and by the next call.
@Suite struct LentCredentialsTests {
    private static let lent = """
        {"AccessKeyId": "ASIALENT", "SecretAccessKey": "lentsecret", "Token": "lenttoken",
         "Expiration": "2099-01-01T00:00:00Z"}
        """

    /// Marks segments for the archiver, and archives the first.
    private func push(_ numbers: ClosedRange<UInt64>, _ site: Site) throws -> CommandResult {
        for number in numbers {
            let fixture = WALFixture.numbered(number)
            try site.data.write(fixture.bytes(), as: fixture.name)
            try site.data.write([], as: "archive_status/\(fixture.name).ready")
        }
        let first = WALFixture.numbered(numbers.lowerBound).name
        return site.push(site.wal(first), first)
    }

    @Test func `serve what is stored ahead too`() async throws {
        let bucket = ScriptedBucket()
        try await ScriptedServer.with { request in
            request.target == "/credentials"
                ? .answer("200 OK", body: Array(Self.lent.utf8)) : bucket.reply(to: request)
        } _: { server in
            try await Site.with { site in
                var site = site
                site.flags = [
                    "--archive", "s3://bucket/wal", "--s3-endpoint", server.endpoint,
                    "--s3-region", "eu-central-1", "--spool", site.spool, "--push-ahead", "8",
                ]
                site.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] =
                    "\(server.endpoint)/credentials"
                let first = try push(1...1, site)
                #expect(first == CommandResult(status: 0))
                let asked = server.lines.filter { $0 == "GET /credentials" }.count
                #expect(asked == 1)
                let second = try push(2...5, site)
                #expect(second == CommandResult(status: 0))
                let stored = server.lines.filter { $0.hasPrefix("PUT /bucket/wal/0000") }
                #expect(Set(stored).count == 5)
                #expect(server.lines.filter { $0 == "GET /credentials" }.count == asked)
                let before = server.requests.count
                let ahead = WALFixture.numbered(3).name
                #expect(site.push(site.wal(ahead), ahead) == CommandResult(status: 0))
                #expect(server.requests.count == before)
            }
        }
    }
}
