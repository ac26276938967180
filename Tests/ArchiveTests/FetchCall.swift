import Archive
import TestStores
import TestSupport
import WAL

/// One call of a fetch, with what a test does not care about filled in.
struct FetchCall {
    var stores: [any Store]
    var memory: any ArchiveMemory = NoMemory()
    var clock = ManualClock()
    var checksWAL = true
    var acceptedGap: SegmentName?
    var budget: Duration = .seconds(300)
    var gapQuestions = 5
    var system: SystemIdentifier? = .sample
    var looksForGap = true

    init(_ stores: any Store...) { self.stores = stores }

    /// Fetches a file.
    ///
    /// - Throws: the last `FetchError`.
    func run(
        _ name: WALFileName,
        to target: MemoryTarget = MemoryTarget()
    ) throws -> FetchOutcome {
        do {
            return try runTellingEffort(name, to: target)
        } catch {
            throw error.last
        }
    }

    /// The same, whose failure tells the tries and the time.
    func runTellingEffort(
        _ name: WALFileName,
        to target: MemoryTarget = MemoryTarget()
    ) throws(RetryFailure<FetchError>) -> FetchOutcome {
        let fetch = Fetch(
            stores: stores,
            memory: memory,
            clock: clock,
            options: Fetch.Options(
                checksWAL: checksWAL,
                acceptedGap: acceptedGap,
                retry: RetryPolicy(budget: budget),
                gapQuestions: gapQuestions
            ),
            system: system,
            looksForGap: { looksForGap }
        )
        var random = SplitMix64(state: 42)
        return try fetch.run(name, target: target, random: &random)
    }

    /// The file that a fetch delivers; nil where it ends in another way.
    func delivered(_ name: WALFileName) throws -> [UInt8]? {
        let target = MemoryTarget()
        guard case .delivered = try run(name, to: target) else { return nil }
        return target.delivered
    }
}
