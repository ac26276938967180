internal import Archive
internal import Files
internal import HTTP
package import Lifecycle
package import Stores

extension CallSurroundings {
    /// A request may wait for its first byte as long as a transfer may stall, and no longer than
    /// the call's budget has left; but the last tries get a chance too.
    private static let shortestWait: Duration = .seconds(5)

    /// Those of a command's call, which begins now.
    ///
    /// - Parameter warn: gets what is odd but no failure.
    package init(
        _ place: Place,
        progress: Progress,
        budget: Duration,
        warn: @escaping (String) -> Void
    ) {
        let end = MonotonicTime.now + budget
        self.init(
            environment: place.environment,
            home: { HomeDirectory.find(environment: place.environment) },
            meter: ProgressMeter(progress: progress),
            limits: TransferLimits(
                slowestRate: Patience.slowestRate,
                stallTime: Patience.stallTime,
                shortestLimit: Patience.shortestLimit,
                expectedRate: Patience.expectedRate
            ),
            waitLimit: {
                let rest = max(end - MonotonicTime.now, min(budget, Self.shortestWait))
                return min(rest, Patience.stallTime)
            },
            now: { MonotonicTime.now },
            secondsSince1970: { MonotonicTime.secondsSince1970 },
            warn: warn
        )
    }
}
