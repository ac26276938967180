import Archive
import Codec
import TestSupport
import Testing
import WAL

@testable import FrontEnd

/// The statuses of every ending.
@Suite struct ExitStatusTests {
    private static let error = StoreError(.permanent, "x")

    @Test(arguments: [
        (Ending.success, Int32(0), Int32(0)), (.absentOrDifferent, 1, 1), (.cannotTell, 2, 200),
        (.damaged, 3, 201), (.gap, 4, 202), (.usage, 5, 203), (.defect, 6, 204),
    ])
    func `of wal-fetch spare a standby or stop a recovery`(
        ending: Ending,
        spared: Int32,
        stopped: Int32
    ) {
        #expect(FetchStatus(sparesServer: true).code(ending) == spared)
        #expect(FetchStatus(sparesServer: false).code(ending) == stopped)
    }

    @Test func `follow from what a fetch ended with`() throws {
        let later = try #require(SegmentName("000000010000000000000002"))
        #expect(FetchError.cannotTell(Self.error).ending == .cannotTell)
        #expect(FetchError.defect(.unreadableRecordedDigest).ending == .damaged)
        #expect(FetchError.gap(later: later).ending == .gap)
        #expect(FetchError.failed("x").ending == .cannotTell)
    }

    @Test func `follow from what a push ended with`() throws {
        let system = try #require(SystemIdentifier(1))
        let refused: [PushError] = [
            .localDefect(.segment(.empty)), .storedDefect(.unreadableRecordedDigest),
            .unknownCluster(archive: "x"),
            .otherCluster(archive: "x", found: system, expected: system),
        ]
        for error in refused { #expect(error.ending == .damaged) }
        let unsure: [PushError] = [
            .store(Self.error), .source(SourceError("x")), .noCluster(archive: "x"), .failed("x"),
        ]
        for error in unsure { #expect(error.ending == .cannotTell) }
        // Never above 125, which would end the archiver itself.
        #expect((Int32(0)...6).contains(Ending.defect.rawValue))
    }

    @Test(
        arguments: [
            ([], Ending.success), ([.success, .success], .success),
            ([.success, .absentOrDifferent], .absentOrDifferent),
            ([.absentOrDifferent, .gap], .gap),
            ([.gap, .damaged, .success], .damaged), ([.damaged, .cannotTell], .cannotTell),
            ([.cannotTell, .usage], .usage), ([.usage, .defect, .gap], .defect),
        ] as [([Ending], Ending)]
    )
    func `of several files are the gravest`(endings: [Ending], gravest: Ending) {
        #expect(Ending.gravest(endings) == gravest)
        #expect(Ending.gravest(endings.reversed()) == gravest)
    }
}
