internal import Codec
internal import Records
package import WAL

/// Reads archived files and judges them.
package struct Verifier {
    let store: any Store
    let checksWAL: Bool
    /// The cluster that files must be of; nil by hand: then the archive's own marker tells it.
    let system: SystemIdentifier?

    /// The server's history files, beside the archive's.
    private let localHistories: TimelineEndSearch.LocalHistories

    /// Makes a verifier of one archive.
    package init(
        store: any Store,
        checksWAL: Bool,
        system: SystemIdentifier?,
        localHistories: @escaping TimelineEndSearch.LocalHistories = { _ in [] }
    ) {
        self.store = store
        self.checksWAL = checksWAL
        self.system = system
        self.localHistories = localHistories
    }

    /// Verifies a file.
    package func verify(_ name: ArchivedFileName) -> Verification {
        Verification(name: name.description, result: result(of: name))
    }

    /// Verifies a file, and tells what of it could be understood even where it is damaged.
    ///
    /// - Parameter receive: gets the plain bytes.
    package func read(
        _ name: ArchivedFileName,
        receive: @escaping (RawSpan) -> Void
    ) -> (verification: Verification, facts: WALContent.Facts) {
        var examination: Examination?
        let result = result { () throws(FetchError) in
            try verifying(name, &examination) {
                receive($0)
                return true
            }
        }
        return (
            Verification(name: name.description, result: result),
            examination?.passedFacts ?? WALContent.Facts()
        )
    }

    /// Compares a local file with its archived copy, both checked.
    package func compare(
        _ name: WALFileName,
        source: any PushSource
    ) -> Verification {
        let search = TimelineEndSearch(
            store: store,
            localHistories: localHistories,
            system: system
        )
        return Verification(
            name: name.description,
            result: result(of: name, comparedWith: source, search)
        )
    }

    private func result(of name: ArchivedFileName) -> Verification.Result {
        result { () throws(FetchError) in
            var examination: Examination?
            return try verifying(name, &examination) { _ in true }
        }
    }

    private func result(
        _ verify: () throws(FetchError) -> Verification.Result
    ) -> Verification.Result {
        do throws(FetchError) {
            return try verify()
        } catch {
            return Self.result(of: error)
        }
    }

    private func verifying(
        _ name: ArchivedFileName,
        _ passing: inout Examination?,
        receive: @escaping (RawSpan) -> Bool
    ) throws(FetchError) -> Verification.Result {
        let expected = try telling { () throws(StoreError) in
            try store.expectedSystem(known: system)
        }
        let examination = Examination(
            name: name.file,
            system: expected,
            checksWAL: checksWAL,
            records: .always,
            receive: receive
        )
        passing = examination
        let object = try telling { () throws(StoreError) in
            try store.read(ObjectKey(name)) { examination.receive($0) }
        }
        guard let object else { return try absence(of: name) }
        let file: SoundFile
        do throws(Examination.Failure) {
            file = try examination.conclude(object)
        } catch {
            switch error {
            case .defect(let defect): return .defect(defect)
            case .failed(let reason): return .failed(reason)
            }
        }
        let damage = try telling { () throws(StoreError) in
            try store.damage(
                in: file.facts,
                of: name,
                system: expected,
                known: localHistories
            )
        }
        return damage.map { .defect(.records($0)) } ?? .sound(file)
    }

    private func absence(of name: ArchivedFileName) throws(FetchError) -> Verification.Result {
        let finding = try telling { () throws(StoreError) in
            try Ownership(of: system).find(in: store)
        }
        if let reason = finding.whyNotOurs(system) {
            return .cannotTell("\"\(store.url)\" \(reason)")
        }
        guard name.kept == nil, case .segment(let segment) = name.file else { return .absent }
        let later = try telling { () throws(StoreError) in
            try GapSearch(store: store, system: system).laterSegment(behind: segment)
        }
        return later.map { .gap(later: $0) } ?? .absent
    }

    private func result(
        of name: WALFileName,
        comparedWith source: any PushSource,
        _ search: TimelineEndSearch
    ) -> Verification.Result {
        do throws(PushError) {
            let check = LocalCheck(checksWAL: checksWAL, system: system)
            if let damage = try damage(in: check.checkWhole(name, source: source), of: name) {
                return .defect(.local(damage.description))
            }
            let identity = try Encoding.identity(of: source)
            let archived = result(of: ArchivedFileName(name))
            guard case .sound(let file) = archived else { return archived }
            guard file.identity != identity else { return archived }
            let comparison = try Comparison(store: store, source: source, checksWAL: checksWAL)
                .run(name, key: ObjectKey(name), identity: identity)
            guard let conflict = comparison.conflict else { return archived }
            if let end = try search.end(of: name, conflict: conflict) {
                return .soundUpTo(end, file)
            }
            return .differs(conflict)
        } catch {
            return Self.result(of: error)
        }
    }

    /// What is wrong with the local file's records, in the light of the archive's history files.
    private func damage(
        in facts: WALContent.Facts,
        of name: WALFileName
    ) throws(PushError) -> RecordDefect? {
        do throws(StoreError) {
            return try store.damage(
                in: facts,
                of: ArchivedFileName(name),
                system: system,
                known: localHistories
            )
        } catch {
            throw .store(error)
        }
    }

    private static func result(of error: FetchError) -> Verification.Result {
        switch error {
        case .cannotTell(let error): .cannotTell(error.description)
        case .defect(let defect): .defect(defect)
        case .gap(let later): .gap(later: later)
        case .failed(let reason): .failed(reason)
        }
    }

    private static func result(of error: PushError) -> Verification.Result {
        switch error {
        case .conflict(let conflict): .differs(conflict)
        case .unknownTimelineEnd: .cannotTell(error.description)
        case .localDefect(let defect): .defect(.local(defect.description))
        case .storedDefect(let defect, _): .defect(defect)
        case .failed(let reason): .failed(reason)
        case .store, .source, .otherCluster, .unknownCluster, .noCluster:
            .cannotTell(error.description)
        }
    }
}
