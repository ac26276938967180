import Backup
import Testing
import WAL

@testable import Operator

/// What `restore` says of what was asked for.
@Suite struct RestoreAdviceTests {
    private func advice(
        _ time: String? = nil,
        target: RestoreTarget = .latest,
        action: RecoverySettings.Action? = nil,
        kind: RecoverySettings.Kind = .recovery,
        mayArchive: Bool = true
    ) -> RestoreAdvice {
        RestoreAdvice(
            targetTime: time,
            settings: RecoverySettings(
                restoreCommand: "wal-fetch %f %p",
                target: target,
                isInclusive: nil,
                action: action,
                timeline: nil,
                kind: kind,
                mayArchive: mayArchive
            ),
            archive: "file:///mnt/archive"
        )
    }

    /// 2026-11-21 12:00:00 UTC.
    private let now = UTCTime(seconds: 1_795_262_400)

    @Test(arguments: [
        "2026-11-20 13:30:00+01", "2026-11-20 13:30:00-05:30", "2026-11-20T13:30:00Z",
        "2026-11-20 13:30+00",
    ])
    func `says nothing of a time with a zone`(time: String) {
        #expect(advice(time).concerns(now: now) == [])
    }

    @Test func `tells how a time without a zone is read`() {
        #expect(
            advice("2026-11-20 13:30:00").concerns(now: now) == [
                "the target time names no zone, and is taken as UTC: 2026-11-20T13:30:00Z"
            ]
        )
    }

    @Test func `tells what becomes of a time that is still to come`() {
        #expect(
            advice("2030-01-01 00:00:00+00").concerns(now: now) == [
                "the target time 2030-01-01T00:00:00Z is still to come: a server that does not"
                    + " reach its target ends recovery with FATAL"
            ]
        )
    }

    @Test func `tells what comes next`() {
        let archives =
            "once promoted it archives into \"file:///mnt/archive\", on a new timeline; for a copy"
            + " beside a server that still runs restore with --no-archiving"
        let pauses = "at the target it pauses: look, then SELECT pg_wal_replay_resume()"
        #expect(advice().nextSteps == [archives])
        #expect(advice(target: .immediate).nextSteps == [pauses, archives])
        #expect(advice(target: .immediate, action: .promote).nextSteps == [archives])
        #expect(advice(target: .immediate, mayArchive: false).nextSteps == [pauses])
        #expect(advice(kind: .standby).nextSteps == [])
    }
}
