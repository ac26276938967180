import FrontEnd
import Operator
import Testing

/// The tool's own words: usage, version, settings.
@Suite struct WALArchiveTests {
    @Test func `names itself and its version`() {
        let call = RecordedCall("--version")
        #expect(call.run() == CommandResult(status: 0, output: ["wal-archive 0.1.0"]))
    }

    @Test func `a word that a subcommand does not know leads to that one's help`() {
        let call = RecordedCall("restore", "--frobnicate", "/x")
        #expect(
            call.run()
                == CommandResult(
                    status: 5,
                    errors: [
                        "wal-archive: unknown option '--frobnicate'"
                            + " HINT: Try wal-archive restore --help."
                    ]
                )
        )
    }

    /// Help is for what a subcommand does; settings that stand in the file would bury it.
    @Test func `help shows a subcommand's own options, and the rest on demand`() throws {
        let brief = try #require(RecordedCall("restore", "--help").run().output.first)
        #expect(brief.contains("--target-time"))
        #expect(brief.contains("--archive <archive>"))
        #expect(brief.contains("--help-hidden"))
        #expect(!brief.contains("--s3-kms-key-id"))
        let whole = try #require(RecordedCall("restore", "--help-hidden").run().output.first)
        #expect(whole.contains("--target-time"))
        #expect(whole.contains("--s3-kms-key-id"))
    }
}
