import Foundation
import FrontEnd
import TestSupport
import Testing

/// What `wal-archive` finds out about who asks, and what it keeps of it.
@Suite struct CredentialCheckTests {
    private static let lent = """
        {"AccessKeyId": "ASIALENT", "SecretAccessKey": "lentsecret", "Token": "lenttoken",
         "Expiration": "2099-01-01T00:00:00Z"}
        """

    /// A bucket whose server lends credentials too.
    private static func with(_ body: (ScriptedServer) async throws -> Void) async throws {
        let bucket = ScriptedBucket()
        try await ScriptedServer.with { request in
            request.target == "/credentials"
                ? .answer("200 OK", body: Array(lent.utf8)) : bucket.reply(to: request)
        } _: { server in
            try await body(server)
        }
    }

    private func lines(_ result: CommandResult, _ beginnings: String...) -> [String] {
        result.output.filter { line in beginnings.contains { line.hasPrefix($0) } }
    }

    @Test func `are asked for once by many calls, in a file for the server's user`() async throws {
        try await Self.with { server in
            try await ScratchDirectory.with { scratch in
                let data = try DataDirectoryFixture(in: scratch)
                try data.giveToThisProcess()
                let spool = try scratch.directory("spool")
                let settings = [
                    "--archive", "s3://bucket/wal", "--s3-endpoint", server.endpoint,
                    "--s3-region", "eu-central-1", "--spool", spool,
                ]
                let variables = [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.endpoint)/credentials"
                ]
                for words in [
                    ["check"], ["list"], ["status"], ["backups", "--backups", "s3://base-backups"],
                ] {
                    _ = RecordedCall(
                        words + settings,
                        environment: variables,
                        directory: data.path
                    ).run()
                }
                #expect(server.lines.filter { $0 == "GET /credentials" }.count == 1)
                #expect(server.lines.contains { $0.hasPrefix("GET /base-backups/?") })
                let names = try Disk.names(in: spool)
                #expect(names.count == 1)
                let file = "\(spool)/\(names.first ?? "")/credentials"
                #expect(try Disk.mode(of: file) == 0o600)
                #expect(try Disk.text(file).contains("lentsecret"))
            }
        }
    }

    @Test func `are told with their place, and files that give them away`() async throws {
        try await Self.with { server in
            try await ScratchDirectory.with { scratch in
                _ = try scratch.directory(".aws")
                let file = try scratch.write(
                    Array("[wal]\naws_access_key_id=AKIA\naws_secret_access_key=topsecret\n".utf8),
                    to: ".aws/credentials"
                )
                #expect(chmod(file, 0o644) == 0)
                try scratch.write(
                    Array("[profile wal]\nendpoint_url = \(server.endpoint)\n".utf8),
                    to: ".aws/config"
                )
                let key = try scratch.write([UInt8](repeating: 7, count: 32), to: "key")
                let result = RecordedCall(
                    ["check", "--archive", "s3://bucket/wal", "--s3-customer-key-file", key],
                    environment: [
                        "HOME": scratch.path, "AWS_PROFILE": "wal", "AWS_REGION": "eu-west-1",
                    ]
                ).run()
                #expect(result.status == 0, "\(result)")
                #expect(
                    lines(result, "setting:", "credentials:", "secrets:") == [
                        "setting: archive = 's3://bucket/wal' (flag --archive)",
                        "setting: s3_customer_key_file = '\(key)' (flag --s3-customer-key-file)",
                        "setting: s3_endpoint = '\(server.endpoint)' (endpoint_url of profile"
                            + " \"wal\")",
                        "setting: s3_region = 'eu-west-1' (environment variable AWS_REGION)",
                        "setting: s3_profile = 'wal' (environment variable AWS_PROFILE)",
                        "credentials: ok, access key AKIA, from profile \"wal\" in \"\(file)\" and"
                            + " \"\(scratch.path(".aws/config"))\"",
                        "secrets: WARNING, \"\(file)\" holds a secret, and its mode lets everybody"
                            + " on this host read it HINT: Give it to the server's user alone: chmod"
                            + " 600 \(file).",
                        "secrets: ok, others cannot read \"\(key)\"",
                    ]
                )
                #expect(!result.output.joined().contains("topsecret"))
            }
        }
    }

    @Test func `of the file of settings are told too`() async throws {
        try await Self.with { server in
            try await ScratchDirectory.with { scratch in
                let text = """
                    archive = 'gs://bucket/wal'
                    s3_endpoint = '\(server.endpoint)'
                    gs_access_key_id = 'GOOG1'
                    gs_secret_access_key = 'topsecret'
                    """
                let file = try scratch.write(Array(text.utf8), to: "wal-archive.conf")
                #expect(chmod(file, 0o644) == 0)
                let result = RecordedCall("check", "--config", file).run()
                #expect(
                    lines(result, "setting: gs_s", "credentials:", "secrets:") == [
                        "setting: gs_secret_access_key = '<redacted>' (file \"\(file)\", line 4)",
                        "credentials: ok, access key GOOG1, from the settings gs_access_key_id and"
                            + " gs_secret_access_key",
                        "secrets: WARNING, \"\(file)\" holds a secret, and its mode lets everybody"
                            + " on this host read it HINT: Give it to the server's user alone: chmod"
                            + " 600 \(file).",
                    ]
                )
                #expect(!result.output.joined().contains("topsecret"))
            }
        }
    }
}
