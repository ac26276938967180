import Archive
import Codec
import TestStores
import TestSupport
import Testing
import WAL

/// The exact words of errors that no other suite provokes.
@Suite struct MessageTests {
    @Test func `has a hint behind a reason`() {
        #expect(StoreError(.transient, "it broke").description == "it broke")
        let error = StoreError(.permanent, "it broke", hint: "Mend it.")
        #expect(error.description == "it broke HINT: Mend it.")
        #expect(PushError.store(error).description == "it broke HINT: Mend it.")
        #expect(FetchError.cannotTell(error).description == "it broke HINT: Mend it.")
    }

    @Test func `gives the reason of the local file and of this process`() {
        #expect(PushError.source(SourceError("it is gone")).description == "it is gone")
        #expect(PushError.failed("zstd failed: x").description == "zstd failed: x")
        #expect(FetchError.failed("zstd failed: x").description == "zstd failed: x")
        #expect(
            Verification(name: "N", result: .failed("zstd failed: x")).description
                == "N: failed: zstd failed: x"
        )
    }

    @Test func `names the defect of a file`() throws {
        let digests = try [[], [1]].map { try Archived.identity($0).digest }
        let cases: [(FileDefect, String)] = [
            (.codec(.truncated), "it ends in the middle of its compressed bytes"),
            (.notAFile("\"x\" is no regular file"), "\"x\" is no regular file"),
            (.local("it is empty"), "the local file is wrong: it is empty"),
            (
                .otherDigest(digests[0], recorded: digests[1]),
                "its SHA-256 is \(digests[0]) but \(digests[1]) was archived"
            ),
            (
                .otherDigestBeside(digests[0], recorded: digests[1]),
                "its SHA-256 is \(digests[0]) but \(digests[1]) was archived"
            ),
            (.otherSize(5, recorded: 6), "it holds 5 bytes but 6 were archived"),
            (.unreadableRecordedDigest, "the digest recorded beside it cannot be read"),
            (.segment(.noLongHeader), "its first page has no long header"),
            (.history(.noParent), "it names no parent timeline"),
            (.backupLabel(.noStart), "its first line is not START WAL LOCATION"),
            (
                .recordedSystem(.other, expected: .sample),
                "it is of another cluster: its digest frame names system identifier"
                    + " 6912345678901234567 instead of 7312345678901234567"
            ),
        ]
        for (defect, text) in cases { #expect(defect.description == text) }
    }
}
