import TestSupport
import Testing

/// The ways to say where the server is, and who asks.
@Suite(.timeLimit(.minutes(5))) struct AddressingTests {
    @Test(arguments: ["path", "virtual"], [false, true])
    func `buckets in paths and in host names`(addressing: String, isSecure: Bool) async throws {
        try await S3Site.with { site in
            var site = site
            let server = site.bucket.server
            let host = addressing == "path" ? "127.0.0.1" : server.domain
            site.reach(
                isSecure ? "https://\(host):\(server.securePort)" : "http://\(host):\(server.port)"
            )
            site.archive.settings += ["--s3-addressing", addressing]
            if isSecure { site.archive.settings += ["--s3-ca-file", server.certificates] }
            let segment = site.segment(1)
            expect(try await site.push(segment), exits: 0)
            try await site.expectArchived(segment)
            #expect(try await site.archive.names() == [segment.name])
        }
    }

    @Test func `everything by AWS's own variables and files`() async throws {
        try await S3Site.with { site in
            var site = site
            let server = site.bucket.server
            let credentials = """
                [default]
                aws_access_key_id = nobody
                aws_secret_access_key = nothing
                [archive]
                aws_access_key_id = \(server.keys.identifier)
                aws_secret_access_key = \(server.keys.secret)

                """
            site.archive.settings = []
            site.archive.environment = [
                "AWS_SHARED_CREDENTIALS_FILE": try site.scratch.write(
                    Array(credentials.utf8),
                    to: "credentials"
                ),
                "AWS_PROFILE": "archive", "AWS_ENDPOINT_URL": server.secureEndpoint,
                "AWS_CA_BUNDLE": server.certificates, "AWS_REGION": "us-east-1",
            ]
            let segment = site.segment(1)
            expect(try await site.push(segment), exits: 0)
            try await site.expectArchived(segment)
        }
    }

    @Test func `the root of a bucket, and keys that need escapes`() async throws {
        try await S3Site.with { site in
            let segment = site.segment(1)
            let path = try site.data.write(segment.bytes(), as: segment.name)
            for prefix in ["", "a b/c+d/ü%41", "deep/er/"] {
                let url = "s3://\(site.bucket.name)/\(prefix)"
                let line = ["--archive", url] + site.archive.settings
                let outcome = try await Command(
                    [site.archive.executables.push] + line + [path, segment.name],
                    environment: site.archive.environment,
                    directory: site.data.path
                ).run()
                expect(outcome, exits: 0)
                let key = prefix.isEmpty ? "" : prefix.hasSuffix("/") ? prefix : prefix + "/"
                let keys = try await site.bucket.keys()
                #expect(keys.contains(key + segment.name), "\(keys)")
            }
        }
    }
}
