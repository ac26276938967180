import FrontEnd
import TestSupport
import Testing

/// Settings that are none, told by the commands.
@Suite struct SettingsErrorTests {
    private static let name = "000000010000000000000001"

    private func expect(
        _ site: Site,
        _ flags: [String],
        says reason: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let push = site.push(flags + [site.wal("x"), Self.name])
        let pushLine = "wal-push: could not archive \"\(Self.name)\": \(reason)"
        #expect(
            push == CommandResult(status: 5, errors: [pushLine]),
            sourceLocation: sourceLocation
        )
        let fetch = site.fetch(flags + [Self.name, site.wal("RECOVERYXLOG")])
        let fetchLine = "wal-fetch: could not fetch \"\(Self.name)\": \(reason)"
        #expect(
            fetch == CommandResult(status: 203, errors: [fetchLine]),
            sourceLocation: sourceLocation
        )
        let verify = site.fetch(flags + ["--verify", Self.name])
        let verifyLine = "wal-fetch: could not verify \"\(Self.name)\": \(reason)"
        #expect(
            verify == CommandResult(status: 5, errors: [verifyLine]),
            sourceLocation: sourceLocation
        )
    }

    @Test func `name the flag`() async throws {
        try await Site.with { site in
            expect(
                site,
                ["--timeout", "soon"],
                says: "could not read setting \"timeout\" (flag --timeout): \"soon\" is not a time"
                    + " from 1ms to 1d (seconds without a unit)"
            )
            expect(
                site,
                ["--spool="],
                says: "could not read setting \"spool\" (flag --spool): \"\" is not an absolute"
                    + " path"
            )
        }
    }

    @Test func `name the environment variable`() async throws {
        try await Site.with { site in
            var site = site
            site.environment = ["WAL_ARCHIVE_STRICT": "maybe"]
            expect(
                site,
                [],
                says: "could not read setting \"strict\" (environment variable"
                    + " WAL_ARCHIVE_STRICT): \"maybe\" is not a boolean (on or off)"
            )
            site.environment = ["WAL_ARCHIVE_STIRCT": "on"]
            expect(
                site,
                [],
                says: "could not read the settings: unrecognized setting \"WAL_ARCHIVE_STIRCT\""
                    + " (environment variable WAL_ARCHIVE_STIRCT)"
            )
        }
    }

    @Test func `name the file and the line`() async throws {
        try await Site.with { site in
            let file = try site.scratch.write(
                Array("# comment\ncompression = gzip\n".utf8),
                to: "x.conf"
            )
            expect(
                site,
                ["--config", file],
                says: "could not read setting \"compression\" (file \"\(file)\", line 2): \"gzip\""
                    + " is not zstd or none"
            )
            expect(
                site,
                ["--config", "\(file).absent"],
                says: "could not read the settings: file \"\(file).absent\" does not exist"
            )
        }
    }

    @Test func `tell how to name the archive`() async throws {
        try await Site.with { site in
            var site = site
            site.flags = []
            expect(
                site,
                [],
                says: "could not read the settings: setting \"archive\" is not set HINT: Set it in"
                    + " /etc/wal-archive/wal-archive.conf, as environment variable WAL_ARCHIVE or"
                    + " as flag --archive, for example to file:///mnt/archive."
            )
        }
    }

    @Test func `tell that a key is missing`() async throws {
        try await Site.with { site in
            try site.data.write([1], as: "x")
            expect(
                site,
                ["--archive", "s3://bucket/prefix", "--s3-customer-key-file", "/nowhere/key"],
                says: "could not read setting \"s3_customer_key_file\": file \"/nowhere/key\" does"
                    + " not exist"
            )
        }
    }
}
