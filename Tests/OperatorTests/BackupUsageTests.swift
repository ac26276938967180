import Foundation
import FrontEnd
import TestSupport
import Testing

@testable import Operator

/// What is no command is refused before anything is touched, in the words of a log.
@Suite struct BackupUsageTests {
    private let places = ["--archive", "file:///nowhere/a", "--backups", "file:///nowhere/b"]

    private func errors(_ words: [String]) -> CommandResult {
        RecordedCall(words).run()
    }

    @Test func `a place of backups must be named`() {
        let result = errors(["backup", "--archive", "file:///nowhere/a"])
        #expect(result.status == 5)
        #expect(
            result.errors == [
                "wal-archive: setting \"backups\" is not set HINT: Set it in the settings file, as"
                    + " environment variable WAL_ARCHIVE_BACKUPS or as flag --backups, for example"
                    + " to file:///mnt/backups."
            ]
        )
    }

    @Test(arguments: [
        (
            ["expire"],
            "expected --keep-full with a number from 1, --keep-days with a number from 0, or both"
        ),
        (["expire", "--keep-full", "0"], "expected --keep-full with a number from 1"),
        (["cleanup", "x"], "\"x\" is not the name of a WAL file"),
        (["restore"], "expected either --to or --cluster"),
        (["restore", "--to", "/x", "--cluster", "15/main"], "expected either --to or --cluster"),
        (["restore", "--cluster", "main"], "\"main\" is not a cluster like 15/main"),
        (["restore", "newest", "--to", "/x"], "\"newest\" is not the name of a backup"),
        (
            ["restore", "--to", "/x", "--target-time", "soon"],
            "\"soon\" is not a time HINT: Write it as 2026-11-21 13:30:00+01."
        ),
        (
            ["restore", "--to", "/x", "--target-lsn", "x"],
            "\"x\" is not a position like 0/5000000"
        ),
        (
            ["restore", "--to", "/x", "--target-xid", "7", "--target-immediate"],
            "--target-xid and --target-immediate name more than one target"
                + " HINT: Give one of them."
        ),
        (
            ["restore", "--to", "/x", "--target-timeline", "0"],
            "\"0\" is not the number of a timeline"
        ),
        (
            ["backup", "--from", "/x", "--incremental"],
            "--from takes neither a server nor a parent"
        ),
        (["backup", "--with-configuration"], "--with-configuration needs --cluster"),
        (
            ["restore", "--to", "/x", "--with-configuration"],
            "--with-configuration needs --cluster"
        ),
        (["backup", "--max-rate", "1"], "--max-rate is a number from 32 to 1048576"),
    ])
    func `what is no command is refused`(words: [String], reason: String) throws {
        let result = errors(words + places)
        #expect(result.status == 5)
        #expect(try #require(result.errors.last).hasPrefix("wal-archive: \(reason)"))
    }

    /// Everything but the places is right in them: that is what the calls fail for.
    @Test(arguments: [
        "wal-archive-backup.service", "wal-archive-expire.service", "wal-archive.cron",
    ])
    func `the lines of the examples are understood`(file: String) throws {
        let text = try Disk.text(Checkout.url("conf.d-examples/\(file)").path)
        let program = "/usr/local/bin/wal-archive "
        let lines = text.split(separator: "\n").filter { $0.contains(program) }
        #expect(lines.count == (file.hasSuffix(".cron") ? 2 : 1))
        for line in lines {
            let command = try #require(line.split(separator: program).last)
                .prefix { $0 != ">" }
            let words = command.split(separator: " ").map { $0.filter { $0 != "\"" } }
            let result = errors(words + places)
            #expect(result.status == 2, "\(words): \(result)")
        }
    }

    @Test func `a place that is not there is not created`() throws {
        let result = errors(["backups"] + places)
        #expect(result.status == 2)
        #expect(
            result.errors == [
                "wal-archive: could not read the backups: could not open \"/nowhere/b\": No such"
                    + " file or directory HINT: Is it mounted, and is the setting right? This"
                    + " program never creates it."
            ]
        )
    }
}
