/// How long and how often one call tries: full jitter, doubling, within a budget.
package struct RetryPolicy: Sendable {
    /// Between tries: a random time up to this, doubled each time.
    private static let firstDelay: Duration = .milliseconds(200)
    private static let longestDelay: Duration = .seconds(10)
    /// The jitter may be nearly nothing each time; a budget of a day is used up before.
    private static let tryLimit = 100_000

    /// Once it is spent, no new try begins.
    package let budget: Duration

    /// Makes the policy of one call.
    package init(budget: Duration) {
        self.budget = budget
    }

    /// Tries until it works, a failure is final, or the budget is spent.
    ///
    /// - Parameters:
    ///   - isWorthwhile: whether another try may go better after this failure.
    ///   - leastDelay: how long to wait at least after this failure, as a server may ask.
    ///   - attempt: one try.
    package func run<Result, Failure: Error>(
        clock: any CallClock,
        random: inout some RandomNumberGenerator,
        isWorthwhile: (Failure) -> Bool,
        leastDelay: (Failure) -> Duration = { _ in .zero },
        attempt: () throws(Failure) -> Result
    ) throws(RetryFailure<Failure>) -> Result {
        let start = clock.now
        var longest = Self.firstDelay
        var tries = 0
        while true {
            tries += 1
            let failure: Failure
            do throws(Failure) {
                return try attempt()
            } catch {
                failure = error
            }
            let elapsed = clock.now - start
            let jitter = longest * Double.random(in: 0...1, using: &random)
            let delay = max(jitter, leastDelay(failure))
            guard isWorthwhile(failure), clock.mayBegin, tries < Self.tryLimit,
                elapsed + delay < budget
            else { throw RetryFailure(last: failure, tries: tries, elapsed: elapsed) }
            clock.wait(delay)
            guard clock.mayBegin else {
                throw RetryFailure(last: failure, tries: tries, elapsed: clock.now - start)
            }
            longest = min(longest * 2, Self.longestDelay)
        }
    }
}

/// The last failure of several tries.
package struct RetryFailure<Failure: Error>: Error {
    /// Why the last try failed.
    package let last: Failure
    /// How many there were.
    package let tries: Int
    /// From before the first to after the last.
    package let elapsed: Duration

    /// ` after 3 tries in 10.0 s`; empty for one try.
    package var effort: String {
        guard tries > 1 else { return "" }
        let tenths = elapsed / .milliseconds(100)
        let rounded = Int64(tenths.rounded())
        return ", after \(tries) tries in \(rounded / 10).\(rounded % 10) s"
    }
}

extension RetryPolicy {
    /// Tries an operation of a store.
    ///
    /// - Parameter isWorthwhile: asked after a transient failure.
    package func run<Result>(
        clock: any CallClock,
        isWorthwhile: () -> Bool,
        _ attempt: () throws(StoreError) -> Result
    ) throws(RetryFailure<StoreError>) -> Result {
        var random = SystemRandomNumberGenerator()
        return try run(
            clock: clock,
            random: &random,
            isWorthwhile: { (error: StoreError) in error.kind == .transient && isWorthwhile() },
            leastDelay: { (error: StoreError) in error.retryAfter ?? .zero },
            attempt: attempt
        )
    }
}

extension RetryFailure<StoreError> {
    /// The last failure, with the effort behind its reason.
    package var asStoreError: StoreError {
        StoreError(
            last.kind,
            last.reason + effort,
            hint: last.hint,
            isOfOneObject: last.isOfOneObject
        )
    }
}
