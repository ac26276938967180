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
    let localHistories: TimelineEndSearch.LocalHistories

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

    /// A file that is damaged is read once more: that may have happened on its way here.
    func result(of name: ArchivedFileName) -> Verification.Result {
        let first = resultOfReading(name)
        guard case .defect = first else { return first }
        return resultOfReading(name)
    }

    private func resultOfReading(_ name: ArchivedFileName) -> Verification.Result {
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

    private static func result(of error: FetchError) -> Verification.Result {
        switch error {
        case .cannotTell(let error): .cannotTell(error.description)
        case .defect(let defect): .defect(defect)
        case .gap(let later): .gap(later: later)
        case .failed(let reason): .failed(reason)
        }
    }
}
