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
    /// The history files in the server's pg_wal.
    let localHistories: () -> [TimelineHistory]

    /// Makes the use case over one archive.
    package init(
        store: any Store,
        memory: any ArchiveMemory,
        clock: any CallClock,
        options: Options,
        system: SystemIdentifier?,
        localHistories: @escaping () -> [TimelineHistory]
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
            isWorthwhile: \.isTransient
        ) { () throws(PushError) -> PushOutcome in
            try attempt(name, source: source, random: &generator)
        }
    }

    private func attempt(
        _ name: WALFileName,
        source: any PushSource,
        random: inout some RandomNumberGenerator
    ) throws(PushError) -> PushOutcome {
        let facts = try LocalCheck(checksWAL: options.checksWAL, system: system)
            .check(name, source: source)
        let known = system ?? facts.header?.systemIdentifier
        let cluster = try Claim(store: store, memory: memory)
            .establish(system: known, random: &random)
        let warnings = [facts.warning].compactMap { $0 }
        let key = ObjectKey(name)
        let (outcome, identity) = try put(key, source: source, cluster: cluster)
        if outcome == .created { return PushOutcome(.archived, identity, warnings) }
        do throws(PushError) {
            let way = try settle(name, key: key, source: source, identity: identity)
            return PushOutcome(way, identity, warnings)
        } catch {
            // A refused `.partial` must not hold up the archiver.
            guard error.isRefusal, case .partial(let segment) = name else { throw error }
            let kept = ArchivedFileName(
                keptPartial: segment,
                digestPrefix: identity.digest.prefix
            )
            return try keep(kept, source: source, cluster: cluster, warnings: warnings)
        }
    }

    /// Tells whether what has the file's name is the same file.
    private func settle(
        _ name: WALFileName,
        key: ObjectKey,
        source: any PushSource,
        identity: FileIdentity
    ) throws(PushError) -> PushOutcome.Way {
        let comparison = try compare(name, key: key, source: source, identity: identity)
        guard let conflict = comparison.conflict else { return .alreadyArchived }
        if let end = try timelineEnd(of: name, conflict: conflict) {
            return .alreadyArchivedUpTo(end)
        }
        throw .conflict(conflict)
    }

    /// Stores a `.partial` whose name is taken under a name of its own.
    private func keep(
        _ kept: ArchivedFileName,
        source: any PushSource,
        cluster: SystemIdentifier,
        warnings: [String]
    ) throws(PushError) -> PushOutcome {
        let key = ObjectKey(kept)
        let (outcome, identity) = try put(key, source: source, cluster: cluster)
        if outcome == .keyTaken {
            let comparison = try compare(kept.file, key: key, source: source, identity: identity)
            if let conflict = comparison.conflict { throw .conflict(conflict) }
        }
        return PushOutcome(.keptPartial(kept), identity, warnings)
    }

    /// Encodes the file and publishes it, unless its key is taken.
    private func put(
        _ key: ObjectKey,
        source: any PushSource,
        cluster: SystemIdentifier
    ) throws(PushError) -> (CreateOutcome, FileIdentity) {
        let staged = try storing { () throws(StoreError) in try store.stage(key) }
        let identity = try Encoding(source: source, options: options, system: cluster)
            .run { (bytes) throws(StoreError) in try staged.write(bytes) }
        let form: StoredForm = options.compressionLevel == nil ? .plain : .zstd
        let outcome = try storing { () throws(StoreError) in
            try staged.publish(identity: identity, form: form)
        }
        return (outcome, identity)
    }

    /// Compares the file with what has its name, all of both.
    private func compare(
        _ name: WALFileName,
        key: ObjectKey,
        source: any PushSource,
        identity: FileIdentity
    ) throws(PushError) -> Comparison.Result {
        let comparison = Comparison(
            store: store,
            source: source,
            checksWAL: options.checksWAL
        )
        let result = try comparison.run(name, key: key, identity: identity)
        if result.conflict == nil {
            try storing { () throws(StoreError) in
                try store.confirm(key, identity: identity, form: result.form)
            }
        }
        return result
    }

    /// Where the segment's timeline ended, if everything that differs lies behind that: those
    /// bytes mean nothing, and every failover of two standbys meets this.
    private func timelineEnd(
        of name: WALFileName,
        conflict: Conflict
    ) throws(PushError) -> LSN? {
        let segment: SegmentName
        switch name {
        case .segment(let its), .partial(let its): segment = its
        case .history, .backupLabel: return nil
        }
        guard let differs = conflict.lsn, let size = SegmentSize(bytes: conflict.local.size),
            conflict.archived.size == conflict.local.size
        else { return nil }
        let archived = try storing { () throws(StoreError) in
            try store.historyFiles(above: segment.timeline)
        }
        return TimelineEnd(histories: localHistories() + archived)
            .find(in: segment, size: size, notAfter: differs)
    }
}

extension PushError {
    /// Whether the name is taken by something else, or by something damaged.
    var isRefusal: Bool {
        switch self {
        case .conflict, .storedDefect: true
        default: false
        }
    }

    /// Whether another try may go better.
    var isTransient: Bool {
        if case .store(let error) = self { error.kind == .transient } else { false }
    }
}

/// Calls a store from a use case that pushes.
func storing<Result: ~Copyable>(
    _ call: () throws(StoreError) -> Result
) throws(PushError) -> Result {
    do throws(StoreError) {
        return try call()
    } catch {
        throw .store(error)
    }
}
