import FrontEnd
import TestSupport
import Testing

/// `wal-push --check`, for who has only that.
@Suite struct CheckFlagTests {
    @Test func `proves the archive from the data directory`() async throws {
        try await Site.with { site in
            #expect(site.archive(WALFixture()).status == 0)
            let result = site.push("--check")
            #expect(result.status == 0, "\(result)")
            #expect(result.errors == [])
            let system = WALFixture().systemIdentifier
            #expect(
                Array(result.output.prefix(9)) == [
                    "setting: archive = 'file://\(site.archive)' (flag --archive)",
                    "setting: spool = '\(site.spool)' (flag --spool)",
                    "archive: ok, \"file://\(site.archive)\" answers",
                    "list: ok, it holds WAL",
                    "missing object: ok, the archive says that it is absent",
                    "write: ok, \".wal-archive/check\" was written",
                    "read back: ok, every byte is as it was written",
                    "create once: ok, of two writers at once one was refused",
                    "cluster: ok, its marker names this server's system identifier \(system)",
                ]
            )
            #expect(result.output.count > 9)
        }
    }

    @Test func `takes no further words, and is no flag of wal-fetch`() async throws {
        try await Site.with { site in
            #expect(
                site.push("--check", "x")
                    == CommandResult(
                        status: 5,
                        errors: [
                            "wal-push: --check takes no further words HINT: Try wal-push --help."
                        ]
                    )
            )
            #expect(
                site.fetch("--check")
                    == CommandResult(
                        status: 203,
                        errors: [
                            "wal-fetch: unknown flag \"--check\" HINT: Try wal-fetch --help."
                        ]
                    )
            )
        }
    }

    @Test func `tells of an archive that is not there`() async throws {
        try await Site.with { site in
            var site = site
            site.flags = ["--archive", "file:///nowhere/at/all"]
            let result = site.push("--check")
            #expect(result.status == 2)
            #expect(
                result.output[1] == "archive: FAILED, could not open \"/nowhere/at/all\": No such"
                    + " file or directory HINT: Is it mounted, and is the setting archive right?"
                    + " This program never creates it."
            )
        }
    }
}
