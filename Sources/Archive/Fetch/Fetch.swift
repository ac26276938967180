package import WAL

/// Brings one archived file to PostgreSQL, verified, or tells that there is none.
package struct Fetch {
    /// What a call decides before it begins.
    package struct Options: Sendable {
        /// Whether contents must be PostgreSQL's.
        package var checksWAL: Bool
        /// A segment that may be missing though later ones are there.
        package var acceptedGap: SegmentName?
        /// How long the call tries.
        package var retry: RetryPolicy
        /// How often an absent segment behind which another one is there is asked for again:
        /// somebody may be pushing several at once.
        package var gapQuestions: Int

        /// Makes the options of one call.
        package init(
            checksWAL: Bool,
            acceptedGap: SegmentName?,
            retry: RetryPolicy,
            gapQuestions: Int
        ) {
            self.checksWAL = checksWAL
            self.acceptedGap = acceptedGap
            self.retry = retry
            self.gapQuestions = gapQuestions
        }
    }

    /// Between two questions for a segment that is missing: as long as a push may take.
    private static let gapInterval: Duration = .seconds(1)
    /// Tries at a file that was not sound: the first may have met it while somebody repaired it.
    private static let tries = 2

    /// Asked in this order; the first that has the file sound delivers it.
    let stores: [any Store]
    let memory: any ArchiveMemory
    let clock: any CallClock
    let options: Options
    /// The cluster of the data directory, where there is one.
    let system: SystemIdentifier?
    /// Whether this call may spend a listing on finding a gap.
    let looksForGap: () -> Bool

    /// Makes the use case over archives that count as one.
    package init(
        stores: [any Store],
        memory: any ArchiveMemory,
        clock: any CallClock,
        options: Options,
        system: SystemIdentifier?,
        looksForGap: @escaping () -> Bool
    ) {
        self.stores = stores
        self.memory = memory
        self.clock = clock
        self.options = options
        self.system = system
        self.looksForGap = looksForGap
    }

    /// Delivers a file, or tells that it is absent.
    ///
    /// - Throws: `FetchError`, with the tries and the time that went into it.
    package func run(
        _ name: WALFileName,
        target: any DeliveryTarget,
        random: inout some RandomNumberGenerator
    ) throws(RetryFailure<FetchError>) -> FetchOutcome {
        // Timeline 1 has no parent, and PostgreSQL writes no history file for it; but it asks for
        // one while it promotes, and must not be stopped then by an archive out of reach.
        if name == .firstHistory { return .absent }
        let end = clock.now + options.retry.budget
        return try options.retry.run(
            clock: clock,
            random: &random,
            isWorthwhile: \.isTransient,
            leastDelay: \.leastDelay
        ) { () throws(FetchError) in
            try attempt(name, target: target, end: end)
        }
    }

    private func attempt(
        _ name: WALFileName,
        target: any DeliveryTarget,
        end: Duration
    ) throws(FetchError) -> FetchOutcome {
        guard try !telling({ () throws(StoreError) in try target.isTaken() }) else {
            throw .cannotTell(.targetTaken)
        }
        if let file = try deliver(name, target: target) { return .delivered(file) }
        try proof.prove()
        guard case .segment(let segment) = name else { return .absent }
        guard looksForGap(), let later = try gap(behind: segment) else { return .absent }
        if options.acceptedGap == segment { return .absentByAcceptedGap(later: later) }
        // Somebody who pushes several at once may have stored the later one first.
        for _ in 0..<options.gapQuestions {
            guard clock.mayBegin, clock.now + Self.gapInterval < end else { break }
            clock.wait(Self.gapInterval)
            if let file = try deliver(name, target: target) { return .delivered(file) }
        }
        throw .gap(later: later)
    }

    /// Delivers the file from the first archive that has it sound.
    ///
    /// - Returns: nil when every archive answers that it has none.
    func deliver(
        _ name: WALFileName,
        target: any DeliveryTarget
    ) throws(FetchError) -> SoundFile? {
        var failure: FetchError?
        for store in stores {
            do throws(FetchError) {
                if let file = try deliver(name, from: store, target: target) { return file }
            } catch {
                // One that may yet have it sound counts more than one that has it damaged.
                if failure == nil || error.isTransient { failure = error }
            }
        }
        if let failure { throw failure }
        return nil
    }

    private func deliver(
        _ name: WALFileName,
        from store: any Store,
        target: any DeliveryTarget
    ) throws(FetchError) -> SoundFile? {
        var defect: FetchError?
        let expected = try telling { () throws(StoreError) in
            try store.expectedSystem(known: system)
        }
        for _ in 0..<Self.tries {
            do throws(FetchError) {
                let file = try Transfer(store: store, target: target, system: expected)
                    .run(name, checksWAL: options.checksWAL)
                if let file { proof.remember(store, by: file) }
                return file
            } catch {
                guard case .defect = error else { throw error }
                defect = error
            }
        }
        if let defect { throw defect }
        return nil
    }

    private var proof: AbsenceProof {
        AbsenceProof(stores: stores, memory: memory, system: system)
    }

    private func gap(behind segment: SegmentName) throws(FetchError) -> SegmentName? {
        for store in stores {
            let later = try telling { () throws(StoreError) in
                try GapSearch(store: store, system: system).laterSegment(behind: segment)
            }
            if let later { return later }
        }
        return nil
    }
}
