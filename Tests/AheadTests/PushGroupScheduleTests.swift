import Ahead
import TestStores
import TestSupport
import Testing
import WAL

/// Whatever happens in whatever order: what a group promises, by seed.
@Suite struct PushGroupScheduleTests {
    private static let schedules: UInt64 = 400
    private static let steps = 120
    private static let limit = 8
    private static let budget = 5.0

    /// A group, and what its threads would have seen of it.
    private struct Run {
        var random: SplitMix64
        var group: PushGroup
        var names: ArraySlice<WALFileName>
        var now = 100.0
        var running = 0
        var mayBegin = true
        var askedIsDone = false

        init(seed: UInt64) {
            random = SplitMix64(state: seed)
            let all = (0..<40).map { number in
                WALFileName.named(
                    "0000000100000000000000" + (number < 16 ? "0" : "")
                        + String(number, radix: 16, uppercase: true)
                )
            }
            names = all[...]
            group = PushGroup(
                all,
                size: GroupSize(remembered: Int(random.next() % 12), limit: limit),
                time: GroupTime(start: .seconds(now), budget: .seconds(budget))
            )
        }

        mutating func step() {
            switch random.next() % 16 {
            case 0: now += Double(random.next() % 40) / 10
            case 1...8: begin()
            case 9...14 where running > 0: end()
            case 15 where !askedIsDone && random.next() % 4 == 0:
                group.finishAsked(after: .seconds(now - 100))
                askedIsDone = true
            default: break
            }
        }

        /// Begun are the oldest ones, each once, in time, and no more than the size allows.
        private mutating func begin() {
            guard let name = group.begin(at: .seconds(now)) else { return }
            #expect(name == names.popFirst())
            #expect(mayBegin && now < 100 + budget)
            running += 1
            #expect(running + (askedIsDone ? 0 : 1) <= group.size.value)
        }

        private mutating func end() {
            let outcomes: [PushGroup.Outcome] = [
                .stored, .stored, .stored, .found, .failed, .givenUp,
            ]
            let outcome = outcomes[Int(random.next() % 6)]
            group.end(outcome, after: .seconds(Double(random.next() % 50) / 10))
            running -= 1
            if outcome == .failed { mayBegin = false }
            #expect((1...limit).contains(group.size.value))
        }
    }

    @Test func `keeps its promises in every order of events`() {
        for seed in 0..<Self.schedules {
            var run = Run(seed: seed)
            for _ in 0..<Self.steps { run.step() }
            #expect(run.group.running == run.running && run.group.isIdle == (run.running == 0))
            run.group.close()
            #expect(!run.group.mayGoOn(at: .seconds(run.now)))
            #expect(run.group.begin(at: .seconds(100)) == nil)
            let next = run.group.sizeForNext(askedFailed: seed % 7 == 0).value
            #expect((1...Self.limit).contains(next))
            #expect(run.mayBegin && seed % 7 != 0 || next == 1)
        }
    }
}
