internal import Records
internal import WAL

/// One try at one file of one archive: read, verified and delivered.
struct Transfer {
    let store: any Store
    let target: any DeliveryTarget
    let system: SystemIdentifier?

    /// - Returns: nil when the archive answers that it has no such file.
    func run(_ name: WALFileName, checksWAL: Bool) throws(FetchError) -> SoundFile? {
        guard let first = try read(name, checksWAL: checksWAL, records: .ofPlainObjects) else {
            return nil
        }
        var file = first
        if checksWAL, file.isUnproven {
            // Compressed, but not by us: that shows at its end only.
            guard let again = try read(name, checksWAL: checksWAL, records: .always) else {
                return nil
            }
            file = again
        }
        // What was archived with a digest is what the server wrote, whatever that is.
        if !file.hasRecordedDigest, let damage = try damage(file.facts, of: name) {
            throw .defect(.records(damage))
        }
        try telling { () throws(StoreError) in try target.deliver() }
        return file
    }

    private func damage(
        _ facts: WALContent.Facts,
        of name: WALFileName
    ) throws(FetchError) -> RecordDefect? {
        try telling { () throws(StoreError) in
            try store.damage(in: facts, of: ArchivedFileName(name), system: system)
        }
    }

    private func read(
        _ name: WALFileName,
        checksWAL: Bool,
        records: Examination.RecordReading
    ) throws(FetchError) -> SoundFile? {
        let writing = Writing(target)
        target.begin()
        let examination = Examination(
            name: name,
            system: system,
            checksWAL: checksWAL,
            records: records
        ) { writing.receive($0) }
        let object = try telling { () throws(StoreError) in
            try store.read(ObjectKey(name)) { examination.receive($0) }
        }
        if let failure = writing.failure { throw .cannotTell(failure) }
        guard let object else { return nil }
        do throws(Examination.Failure) {
            return try examination.conclude(object)
        } catch {
            switch error {
            case .defect(let defect): throw .defect(defect)
            case .failed(let reason): throw .failed(reason)
            }
        }
    }
}

/// The target's end of a transfer, which remembers why it refused more.
private final class Writing {
    private let target: any DeliveryTarget
    private(set) var failure: StoreError?

    init(_ target: any DeliveryTarget) {
        self.target = target
    }

    func receive(_ plain: RawSpan) -> Bool {
        do throws(StoreError) {
            try target.write(plain)
            return true
        } catch {
            failure = error
            return false
        }
    }
}
