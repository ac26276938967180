import Foundation
import TestSupport
import Testing

/// What README and examples say of S3 works as it stands, but for the names of places.
@Suite(.timeLimit(.minutes(5))) struct DocumentationTests {
    /// The place that the examples name.
    private let place = "s3://example-wal/main"

    @Test func `the policy lets another user archive and recover, and no statement is too much`()
        async throws
    {
        try await S3Site.with { site in
            var site = site
            let policy = try policy(for: site)
            site.archive.environment = site.bucket.server.otherKeys.environment
            let (first, second) = (site.segment(1), site.segment(2))
            try await expectRefusal(by: site)

            try await site.bucket.setPolicy(policy)
            try await site.prepare([first])
            try await site.expectArchived(first)
            let (absent, _) = try await site.fetch(second.name)
            expect(absent, exits: 1)
            let (history, _) = try await site.fetch("00000002.history", as: .standby)
            expect(history, exits: 1)

            // Without the second statement nobody learns what is absent.
            let listing = try #require(policy.range(of: "\"s3:ListBucket\""))
            let crippled = policy.replacingCharacters(in: listing, with: "\"s3:GetBucketAcl\"")
            try await site.bucket.setPolicy(crippled)
            try await site.expectArchived(first)
            let (denied, _) = try await site.fetch(second.name)
            expect(denied, fails: second.name, status: 200, saying: "403 AccessDenied")
            #expect(denied.errors.contains("s3:ListBucket"), "\(denied)")
        }
    }

    @Test(arguments: ["s3-aws.conf", "s3-ceph.conf", "s3-minio.conf"])
    func `the examples are complete`(example: String) async throws {
        try await S3Site.with { site in
            let server = site.bucket.server
            let text = try Disk.text(Checkout.url("conf.d-examples/\(example)").path)
            let settings =
                text.replacing(place, with: site.archive.url)
                .replacing(/https:\/\/[a-z.]*example\.com(:9000)?/, with: server.secureEndpoint)
                .replacing(/\/etc\/wal-archive\/[a-z]+-ca\.crt/, with: server.certificates)
            var site = site
            site.archive.settings = [
                "--config", try site.scratch.write(Array(settings.utf8), to: example),
            ]
            if example == "s3-aws.conf" {
                site.archive.environment["AWS_ENDPOINT_URL"] = server.secureEndpoint
                site.archive.environment["AWS_CA_BUNDLE"] = server.certificates
            }
            let segment = site.segment(1)
            expect(try await site.push(segment), exits: 0)
            try await site.expectArchived(segment)
            #expect(try await site.archive.names() == [segment.name])
        }
    }

    @Test func `without this software any S3 tool and zstd read the archive`() async throws {
        try await S3Site.with { site in
            let (packed, plain) = (site.segment(1), site.segment(2))
            try await site.prepare([packed])
            try await site.bucket.put(plain.bytes(), at: site.archive.key(plain.name))
            let readme = try Disk.text(Checkout.url("README.md").path)
            let line = try #require(readme.firstMatch(of: /restore_command = '(s3cmd .*)'/))
            let configuration = try site.scratch.write(
                Array(s3cmdConfiguration(site.bucket.server).utf8),
                to: ".s3cfg"
            )
            for segment in [packed, plain] {
                let path = site.scratch.path("restored")
                let command = String(line.1).replacing(place, with: site.archive.url)
                    .replacing("%f", with: segment.name).replacing("%p", with: path)
                try await Command(
                    ["/bin/sh", "-c", command],
                    environment: ["HOME": site.scratch.path, "S3CMD_CONFIG": configuration]
                ).succeed()
                let isSame = try Disk.read(path) == segment.bytes()
                #expect(isSame)
            }
        }
    }

    /// The README's policy for this archive, as a bucket's policy for the other user.
    private func policy(for site: S3Site) throws -> String {
        let readme = try Disk.text(Checkout.url("README.md").path)
        let found = try #require(readme.firstMatch(of: /```json\n([^`]*)```/))
        let principal = #"{"Principal": {"AWS": ["arn:aws:iam:::user/other"]},"#
        return String(found.1).replacing("example-wal/main", with: "\(site.bucket.name)/main/wal")
            .replacing("example-wal", with: site.bucket.name)
            .replacing("\"main/*\"", with: "\"main/wal/*\"")
            .replacing(/\{\s*"Effect"/, with: principal + "\"Effect\"")
    }

    private func expectRefusal(by site: S3Site) async throws {
        var site = site
        site.archive.settings += ["--timeout", "1s"]
        let refused = try await site.push(site.segment(1))
        expect(refused, fails: site.segment(1).name, status: 2, saying: "403 AccessDenied")
    }

    private func s3cmdConfiguration(_ server: S3Server) -> String {
        """
        access_key = \(server.keys.identifier)
        secret_key = \(server.keys.secret)
        host_base = 127.0.0.1:\(server.securePort)
        host_bucket = 127.0.0.1:\(server.securePort)
        ca_certs_file = \(server.certificates)

        """
    }
}
