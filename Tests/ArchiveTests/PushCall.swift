import Archive
import TestStores
import TestSupport
import WAL

/// One call of a push, with what a test does not care about filled in.
struct PushCall {
    var store: any Store
    var memory: any ArchiveMemory = NoMemory()
    var clock = ManualClock()
    var compressionLevel: Int? = 1
    var checksWAL = true
    var budget: Duration = .seconds(60)
    var system: SystemIdentifier? = .sample
    var histories: [TimelineHistory] = []
    var historyFailure: SourceError?

    init(_ store: any Store) { self.store = store }

    /// Archives bytes under a name.
    ///
    /// - Throws: the last `PushError`.
    @discardableResult
    func run(_ name: WALFileName, _ bytes: [UInt8]) throws -> PushOutcome {
        try run(name, source: MemorySource(bytes))
    }

    /// The same of any source.
    @discardableResult
    func run(_ name: WALFileName, source: any PushSource) throws -> PushOutcome {
        do {
            return try runTellingEffort(name, source: source)
        } catch {
            throw error.last
        }
    }

    /// The same, whose failure tells the tries and the time.
    func runTellingEffort(
        _ name: WALFileName,
        source: any PushSource
    ) throws(RetryFailure<PushError>) -> PushOutcome {
        let push = Push(
            store: store,
            memory: memory,
            clock: clock,
            options: Push.Options(
                compressionLevel: compressionLevel,
                checksWAL: checksWAL,
                retry: RetryPolicy(budget: budget)
            ),
            system: system,
            localHistories: { (_) throws(SourceError) in
                if let historyFailure { throw historyFailure }
                return histories
            }
        )
        var random = SplitMix64(state: 42)
        return try push.run(name, source: source, random: &random)
    }

    /// The error that a push ends with; nil for none.
    func failure(_ name: WALFileName, _ bytes: [UInt8]) -> PushError? {
        do {
            try run(name, bytes)
            return nil
        } catch {
            return error as? PushError
        }
    }
}
