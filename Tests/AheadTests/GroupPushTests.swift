import Ahead
import Synchronization
import TestStores
import Testing
import WAL

/// The threads of a group.
@Suite struct GroupPushTests {
    private static let names = (0..<20).map { number in
        WALFileName.named(
            "0000000100000000000000" + (number < 10 ? "A\(number)" : "B\(number % 10)")
        )
    }

    /// What threads did, in no order.
    private final class Notes: Sendable {
        let names = Mutex<[WALFileName]>([])
        let workers = Mutex(0)
        let mostAtOnce = Mutex((now: 0, most: 0))
    }

    private func group(
        _ notes: Notes,
        size: Int,
        isStopping: @escaping @Sendable () -> Bool = { false },
        outcome: @escaping @Sendable (WALFileName, () -> Bool) -> PushGroup.Outcome = { _, _ in
            .stored
        }
    ) -> GroupPush {
        let clock = ContinuousClock()
        let start = clock.now
        return GroupPush(
            PushGroup(
                Self.names,
                size: GroupSize(remembered: size, limit: 4),
                time: GroupTime(start: .zero, budget: .seconds(60))
            ),
            gate: PublishGate(),
            now: { start.duration(to: clock.now) },
            isStopping: isStopping,
            makeWork: { mayGoOn in
                notes.workers.withLock { $0 += 1 }
                return { name in
                    notes.mostAtOnce.withLock {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    defer { notes.mostAtOnce.withLock { $0.now -= 1 } }
                    let outcome = outcome(name, mayGoOn)
                    if outcome == .stored { notes.names.withLock { $0.append(name) } }
                    return outcome
                }
            }
        )
    }

    @Test func `stores every file once, on no more threads than the size allows`() throws {
        let notes = Notes()
        let group = group(notes, size: 2)
        group.start()
        let next = try #require(group.finish(askedAfter: .zero))
        #expect(
            notes.names.withLock { $0.map(\.description).sorted() } == Self.names.map(\.description)
        )
        #expect(notes.mostAtOnce.withLock { $0.most } <= 4)
        #expect(next.value == 4)
    }

    @Test func `begins nothing where the server stops, and leaves the size alone`() {
        let notes = Notes()
        let group = group(notes, size: 4, isStopping: { true })
        group.start()
        #expect(group.finish(askedAfter: .zero) == nil)
        #expect(notes.workers.withLock { $0 } == 0)
    }

    @Test func `begins nothing more after a failure`() throws {
        let notes = Notes()
        let group = group(notes, size: 2, outcome: { _, _ in .failed })
        group.start()
        #expect(try #require(group.finish(askedAfter: .zero)).value == 1)
        #expect(notes.workers.withLock { $0 } <= 2)
    }

    @Test func `gives up what is under way when the asked file fails`() throws {
        let notes = Notes()
        let group = group(
            notes,
            size: 4,
            outcome: { _, mayGoOn in
                while mayGoOn() {}
                return .givenUp
            }
        )
        group.start()
        #expect(try #require(group.giveUp()).value == 1)
        #expect(notes.names.withLock { $0 } == [])
    }
}
