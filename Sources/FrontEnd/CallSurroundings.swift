internal import Archive
package import Config
internal import Files
internal import HTTP
package import Lifecycle
internal import S3
internal import Spool
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
        self.init(
            environment: place.environment,
            progress: progress,
            budget: budget,
            warn: warn
        )
    }

    /// Those of a call by hand, which begins now.
    ///
    /// - Parameter warn: gets what is odd but no failure.
    package init(
        environment: [String: String],
        progress: Progress,
        budget: Duration,
        warn: @escaping (String) -> Void
    ) {
        let end = MonotonicTime.now + budget
        self.init(
            environment: environment,
            home: { HomeDirectory.find(environment: environment) },
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

    /// Lets later calls know what this one is lent and finds out of buckets, where there is a spool.
    mutating func remember(in spool: SpoolDirectory?) {
        guard let spool else { return }
        let file = SpoolFile.credentials(in: spool)
        credentialCache = CredentialCache(read: file.read, write: file.write)
        let regions = BucketRegions(spool)
        knownRegion = { regions.region(of: $0) }
        rememberRegion = { regions.remember($1, of: $0) }
    }

    /// The same for a call by an operator, in the spool of the data directory that it is about.
    package mutating func remember(at place: Place, _ settings: Settings) {
        remember(
            in: SpoolDirectory(
                setting: settings.spool,
                dataDirectory: place.dataDirectory,
                system: place.system,
                user: .fetch
            )
        )
    }
}
