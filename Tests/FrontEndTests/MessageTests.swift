import Lifecycle
import Testing

@testable import FrontEnd

/// Lines for the reader of a PostgreSQL log.
@Suite struct MessageTests {
    @Test(arguments: [
        ("it broke", "", "wal-push: could not archive \"N\": it broke"),
        (
            "it broke", ", after 3 tries in 10.0 s",
            "wal-push: could not archive \"N\": it broke, after 3 tries in 10.0 s"
        ),
        (
            "it broke HINT: Mend it.", ", after 3 tries in 10.0 s",
            "wal-push: could not archive \"N\": it broke, after 3 tries in 10.0 s HINT: Mend it."
        ),
        (
            "it broke HINT: Mend it.", "",
            "wal-push: could not archive \"N\": it broke HINT: Mend it."
        ),
    ])
    func `tell the effort before the hint`(reason: String, effort: String, line: String) {
        #expect(Message.failure("wal-push", "archive", "N", reason, effort: effort) == line)
    }

    @Test func `tell how to learn the usage`() {
        #expect(
            Message.usage("wal-push", "unknown flag \"-x\"")
                == "wal-push: unknown flag \"-x\" HINT: Try wal-push --help."
        )
    }

    @Test func `tell why a call was ended`() {
        let reasons: [(Watch.Reason, String)] = [
            (
                .nobodyWaits,
                "the session in which it was asked for has ended"
                    + " HINT: To go on without a terminal, start the command with setsid."
            ),
            (
                .patience(.stalled(.seconds(15))),
                "the archive let less than 64 KiB/s pass for 15.0 s"
                    + " HINT: Is its file system or server hanging?"
            ),
            (
                .patience(.tooLong(.seconds(60))),
                "it took longer than 60 s HINT: Is the archive's file system or server hanging?"
            ),
            (
                .patience(.stopping),
                "the server is shutting down, and the archive did not take it in time"
            ),
        ]
        for (reason, text) in reasons { #expect(reason.description == text) }
    }
}
