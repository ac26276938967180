import Archive
import TestStores
import TestSupport
import Testing

/// How long and how often one call tries.
@Suite struct RetryPolicyTests {
    /// Why an attempt of these tests fails.
    enum Failure: Error, Equatable {
        case again, final
    }

    private func run(
        budget: Duration,
        clock: ManualClock,
        seed: UInt64 = 1,
        attempt: () throws(Failure) -> Int
    ) throws(RetryFailure<Failure>) -> Int {
        var random = SplitMix64(state: seed)
        return try RetryPolicy(budget: budget).run(
            clock: clock,
            random: &random,
            isWorthwhile: { $0 == .again },
            attempt: attempt
        )
    }

    @Test func `does not wait where the first try works`() throws {
        let clock = ManualClock()
        #expect(try run(budget: .seconds(1), clock: clock) { () throws(Failure) in 7 } == 7)
        #expect(clock.waits == [])
    }

    @Test func `waits as long as a server asks for, and not beyond the budget`() throws {
        let clock = ManualClock()
        var random = SplitMix64(state: 1)
        var delays: [Duration] = [.seconds(7), .seconds(30), .seconds(60)]
        let failure = #expect(throws: RetryFailure<Failure>.self) {
            try RetryPolicy(budget: .seconds(60)).run(
                clock: clock,
                random: &random,
                isWorthwhile: { $0 == .again },
                leastDelay: { _ in delays.removeFirst() },
                attempt: { () throws(Failure) in throw .again }
            )
        }
        #expect(clock.waits == [.seconds(7), .seconds(30)])
        #expect(failure?.tries == 3)
    }

    @Test func `does not try again what is final`() throws {
        let clock = ManualClock()
        let failure = #expect(throws: RetryFailure<Failure>.self) {
            try run(budget: .seconds(60), clock: clock) { () throws(Failure) in throw .final }
        }
        #expect(failure?.last == .final)
        #expect(failure?.tries == 1)
        #expect(failure?.effort == "")
        #expect(clock.waits == [])
    }

    @Test(arguments: [Duration.zero, .milliseconds(1), .seconds(1), .seconds(10), .seconds(300)])
    func `begins no try once its budget is spent`(budget: Duration) throws {
        for seed in UInt64(0)..<20 {
            let clock = ManualClock()
            var begun: [Duration] = []
            let failure = #expect(throws: RetryFailure<Failure>.self) {
                try run(budget: budget, clock: clock, seed: seed) { () throws(Failure) in
                    begun.append(clock.now)
                    throw .again
                }
            }
            #expect(begun.dropFirst().allSatisfy { $0 < budget })
            #expect(failure?.tries == begun.count)
            #expect(failure?.elapsed == clock.now)
        }
    }

    @Test func `counts the time that tries take themselves`() throws {
        let clock = ManualClock()
        let failure = #expect(throws: RetryFailure<Failure>.self) {
            try run(budget: .seconds(10), clock: clock) { () throws(Failure) in
                clock.advance(by: .seconds(9))
                throw .again
            }
        }
        #expect(failure?.tries == 2)
        #expect(clock.now < .seconds(19))
    }

    @Test func `waits a random time that doubles up to ten seconds`() throws {
        let clock = ManualClock()
        #expect(throws: RetryFailure<Failure>.self) {
            try run(budget: .seconds(3600), clock: clock) { () throws(Failure) in throw .again }
        }
        var longest: Duration = .milliseconds(200)
        for wait in clock.waits {
            #expect(wait >= .zero && wait <= longest)
            longest = min(longest * 2, .seconds(10))
        }
        #expect(Set(clock.waits).count > clock.waits.count / 2)
        #expect(clock.waits.max() ?? .zero > .seconds(5))
    }

    @Test func `succeeds as soon as a try does`() throws {
        let clock = ManualClock()
        var tries = 0
        let result = try run(budget: .seconds(60), clock: clock) { () throws(Failure) in
            tries += 1
            if tries < 4 { throw .again }
            return tries
        }
        #expect(result == 4)
        #expect(clock.waits.count == 3)
    }

    @Test(arguments: [Duration.zero, .milliseconds(500), .seconds(3)])
    func `begins no try once the server is stopping`(stopTime: Duration) throws {
        let clock = ManualClock(stopTime: stopTime)
        var begun: [Duration] = []
        #expect(throws: RetryFailure<Failure>.self) {
            try run(budget: .seconds(60), clock: clock) { () throws(Failure) in
                begun.append(clock.now)
                throw .again
            }
        }
        #expect(begun.dropFirst().allSatisfy { $0 < stopTime })
    }

    @Test(arguments: [
        (2, Duration.milliseconds(40), ", after 2 tries in 0.0 s"),
        (3, .milliseconds(9_960), ", after 3 tries in 10.0 s"),
        (12, .milliseconds(60_123), ", after 12 tries in 60.1 s"),
        (1, .seconds(5), ""),
    ])
    func `tells the tries and the time`(tries: Int, elapsed: Duration, text: String) throws {
        let clock = ManualClock()
        var count = 0
        let failure = #expect(throws: RetryFailure<Failure>.self) {
            try run(budget: .seconds(86_400), clock: clock) { () throws(Failure) in
                count += 1
                guard count == tries else { throw .again }
                clock.advance(by: elapsed - clock.now)
                throw .final
            }
        }
        #expect(failure?.effort == text)
    }
}
