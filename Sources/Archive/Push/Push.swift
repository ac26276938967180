internal import Codec
internal import Crypto
package import WAL

/// Archives one file: checked, stored once, never replacing anything.
package struct Push {
    /// What a call decides before it begins.
    package struct Options: Sendable {
        /// zstd's level; nil stores plain bytes.
        package var compressionLevel: Int?
        /// Whether contents must be PostgreSQL's.
        package var checksWAL: Bool
        /// How long the call tries.
        package var retry: RetryPolicy

        /// Makes the options of one call.
        package init(compressionLevel: Int?, checksWAL: Bool, retry: RetryPolicy) {
            self.compressionLevel = compressionLevel
            self.checksWAL = checksWAL
            self.retry = retry
        }
    }

    let store: any Store
    let memory: any ArchiveMemory
    let clock: any CallClock
    let options: Options
    /// The cluster of the data directory, where there is one.
    let system: SystemIdentifier?
    let localHistories: TimelineEndSearch.LocalHistories

    /// Makes the use case over one archive.
    package init(
        store: any Store,
        memory: any ArchiveMemory,
        clock: any CallClock,
        options: Options,
        system: SystemIdentifier?,
        localHistories: @escaping TimelineEndSearch.LocalHistories
    ) {
        self.store = store
        self.memory = memory
        self.clock = clock
        self.options = options
        self.system = system
        self.localHistories = localHistories
    }

    /// Archives a file under its name.
    ///
    /// - Throws: `PushError`, with the tries and the time that went into it.
    package func run(
        _ name: WALFileName,
        source: any PushSource,
        random: inout some RandomNumberGenerator
    ) throws(RetryFailure<PushError>) -> PushOutcome {
        var generator = random
        defer { random = generator }
        var attempts = random
        return try options.retry.run(
            clock: clock,
            random: &attempts,
            isWorthwhile: \.isTransient,
            leastDelay: \.leastDelay
        ) { () throws(PushError) -> PushOutcome in
            try attempt(name, source: source, random: &generator)
        }
    }

    private func attempt(
        _ name: WALFileName,
        source: any PushSource,
        random: inout some RandomNumberGenerator
    ) throws(PushError) -> PushOutcome {
        let facts: WALContent.Facts
        do throws(PushError) {
            facts = try LocalCheck(checksWAL: options.checksWAL, system: system)
                .check(name, source: source)
        } catch {
            // Nothing ever restores a `.partial` by itself, and it must not hold up the archiver.
            guard case .localDefect(let defect) = error, !defect.isForeign,
                case .partial(let segment) = name
            else { throw error }
            let cluster = try claim(system, random: &random)
            return try KeptPartial(push: self, cluster: cluster, isSound: false)
                .keep(segment, source: source, warnings: [error.cause])
        }
        let cluster = try claim(system ?? facts.header?.systemIdentifier, random: &random)
        let warnings = [facts.warning].compactMap { $0 }
        let key = ObjectKey(name)
        let (outcome, identity) = try placement.put(key, source: source, cluster: cluster)
        if outcome == .created { return PushOutcome(.archived, identity, warnings) }
        do throws(PushError) {
            let way = try settle(name, source: source, identity: identity, cluster: cluster)
            return PushOutcome(way, identity, warnings)
        } catch {
            // A refused `.partial` must not hold up the archiver.
            guard error.isRefusal, case .partial(let segment) = name else { throw error }
            return try KeptPartial(push: self, cluster: cluster, isSound: true)
                .keep(segment, source: source, warnings: warnings)
        }
    }

    private func claim(
        _ known: SystemIdentifier?,
        random: inout some RandomNumberGenerator
    ) throws(PushError) -> SystemIdentifier {
        try Claim(store: store, memory: memory).establish(system: known, random: &random)
    }

    /// Tells whether what has the file's name is the same file.
    private func settle(
        _ name: WALFileName,
        source: any PushSource,
        identity: FileIdentity,
        cluster: SystemIdentifier
    ) throws(PushError) -> PushOutcome.Way {
        let conflict = try compare(
            name,
            key: ObjectKey(name),
            source: source,
            identity: identity,
            checksWAL: options.checksWAL
        )
        guard let conflict else { return .alreadyArchived }
        let search = TimelineEndSearch(
            store: store,
            localHistories: localHistories,
            system: cluster
        )
        if let end = try search.end(of: name, conflict: conflict) {
            return .alreadyArchivedUpTo(end)
        }
        if let kept = try keptLoser(name, source: source, identity: identity) {
            return .keptAsLoser(kept)
        }
        throw .conflict(conflict)
    }

    var placement: Placement {
        Placement(store: store, compressionLevel: options.compressionLevel)
    }

    /// Compares the file with what has its name, all of both.
    ///
    /// - Returns: nil for the same file, which is durable then.
    func compare(
        _ name: WALFileName,
        key: ObjectKey,
        source: any PushSource,
        identity: FileIdentity,
        checksWAL: Bool
    ) throws(PushError) -> Conflict? {
        let comparison = Comparison(store: store, source: source, checksWAL: checksWAL)
        let result = try comparison.run(name, key: key, identity: identity)
        if result.conflict == nil {
            try storing { () throws(StoreError) in
                try store.confirm(key, identity: identity, form: result.form)
            }
        }
        return result.conflict
    }
}
