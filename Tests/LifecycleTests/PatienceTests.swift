import Lifecycle
import Testing

/// How long one call may go on, by tables of what moved when.
@Suite struct PatienceTests {
    /// A look at a call: the second, what it is doing, and all that has moved by then.
    struct Look: Sendable {
        let second: Double
        let phase: Progress.Phase
        let bytes: UInt64
        var operation: UInt64 = 1
        var isStopping = false
    }

    /// Looks one after another and gives the first verdict with its second.
    private func judge(
        _ looks: [Look],
        budget: Duration = .seconds(60),
        size: UInt64? = 16 << 20
    ) -> String? {
        var patience = Patience(budget: budget, size: size)
        for look in looks {
            let sample = Progress.Sample(
                bytes: look.bytes,
                operation: look.operation,
                phase: look.phase
            )
            let verdict = patience.judge(
                sample,
                isStopping: look.isStopping,
                now: .seconds(look.second)
            )
            if let verdict { return "\(look.second): \(verdict)" }
        }
        return nil
    }

    /// A look every half second, for so long, at something that moves at a rate.
    private static func moving(
        _ bytesPerSecond: Double,
        for seconds: Double,
        phase: Progress.Phase = .moving,
        stoppingFrom: Double = .infinity
    ) -> [Look] {
        stride(from: 0, through: seconds, by: 0.5).map { second in
            Look(
                second: second,
                phase: phase,
                bytes: UInt64(second * bytesPerSecond),
                isStopping: second >= stoppingFrom
            )
        }
    }

    @Test(arguments: [
        (0.0, "15.0: stalled(15.0 seconds)"), (1000, "15.0: stalled(15.0 seconds)"),
        (65_000, "15.0: stalled(15.0 seconds)"), (65_536, nil), (1_000_000, nil),
    ])
    func `gives up below 64 KiB in a second for 15 s`(rate: Double, verdict: String?) {
        #expect(judge(Self.moving(rate, for: 50)) == verdict)
    }

    @Test(arguments: [(2, "2.0: stalled(2.0 seconds)"), (10, "10.0: stalled(10.0 seconds)")])
    func `gives up what never moved once the budget is spent`(budget: Int, verdict: String) {
        #expect(judge(Self.moving(0, for: 50), budget: .seconds(budget)) == verdict)
    }

    @Test func `lets what moved once have its 15 s whatever the budget`() {
        let looks =
            Self.moving(1_000_000, for: 1)
            + stride(from: 1.5, through: 30, by: 0.5).map {
                Look(second: $0, phase: .moving, bytes: 1_000_000)
            }
        let verdict = judge(looks, budget: .seconds(2))
        #expect(verdict?.hasSuffix(": stalled(15.0 seconds)") == true)
    }

    @Test func `lets a slow transfer that keeps moving go on beyond the budget`() {
        #expect(judge(Self.moving(100_000, for: 59), budget: .seconds(1)) == nil)
    }

    @Test(arguments: [
        (UInt64(1 << 20), 59.5, nil), (1 << 20, 60, "60.0: tooLong(60.0 seconds)"),
        (16 << 20, 60, "60.0: tooLong(60.0 seconds)"), (1 << 30, 1023.5, nil),
        (1 << 30, 1024, "1024.0: tooLong(1024.0 seconds)"),
    ])
    func `gives up after its size at 1 MiB in a second, and a minute at least`(
        size: UInt64,
        seconds: Double,
        verdict: String?
    ) {
        #expect(judge(Self.moving(100_000, for: seconds), size: size) == verdict)
    }

    /// A fetch learns the size only with the last byte.
    @Test(arguments: [
        (1_000_000.0, 70.0, "60.0: tooLong(60.0 seconds)"), (1_100_000, 2000, nil),
        (100_000, 70, "60.0: tooLong(60.0 seconds)"),
    ])
    func `takes what has moved for the size that it does not know`(
        rate: Double,
        seconds: Double,
        verdict: String?
    ) {
        #expect(judge(Self.moving(rate, for: seconds), size: nil) == verdict)
    }

    @Test func `takes only what this operation has moved`() {
        let before = Self.moving(10_000_000, for: 50)
        let after = stride(from: 50.5, through: 200, by: 0.5).map { second in
            Look(
                second: second,
                phase: .moving,
                bytes: 500_000_000 + UInt64((second - 50.5) * 100_000),
                operation: 2
            )
        }
        #expect(judge(before + after, size: nil) == "110.5: tooLong(60.0 seconds)")
    }

    @Test func `takes no stillness of a sync for a stall`() {
        #expect(judge(Self.moving(0, for: 59.5, phase: .syncing)) == nil)
    }

    @Test func `never gives up between two operations`() {
        #expect(judge(Self.moving(0, for: 5000, phase: .idle)) == nil)
    }

    @Test func `judges every operation by itself`() {
        let looks = stride(from: 0.0, through: 600, by: 0.5).map { second in
            Look(second: second, phase: .moving, bytes: 0, operation: UInt64(second / 14))
        }
        #expect(judge(looks) == nil)
    }

    @Test(arguments: [
        (0.0, 1_000_000_000.0, nil), (0, 1_048_576, nil), (0, 1_000_000, "5.0: stopping"),
        (0, 0, "5.0: stopping"), (7, 0, "12.0: stopping"), (7.5, 500_000, "12.5: stopping"),
    ])
    func `gives a stopping server its answer in 5 s, unless it moves well`(
        from: Double,
        rate: Double,
        verdict: String?
    ) {
        let looks = Self.moving(rate, for: 14, stoppingFrom: from)
        #expect(judge(looks) == verdict)
    }

    @Test(arguments: [Progress.Phase.idle, .syncing])
    func `holds up no stopping server with waits and syncs`(phase: Progress.Phase) {
        let looks = Self.moving(0, for: 50, phase: phase, stoppingFrom: 3)
        #expect(judge(looks) == "8.0: stopping")
    }

    @Test func `gives up on a stopping server what stops moving`() {
        let fast = Self.moving(2_000_000, for: 10, stoppingFrom: 0)
        let still = stride(from: 10.5, through: 20, by: 0.5).map {
            Look(second: $0, phase: .moving, bytes: 20_000_000, isStopping: true)
        }
        #expect(judge(fast + still) == "11.0: stopping")
    }
}
