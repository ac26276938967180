internal import Codec
internal import Crypto
package import WAL

/// The way out where two files claim one name: an operator says which one counts, and the other is
/// kept as `<name>.conflict.<first 16 digits of its SHA-256>`.
package struct Resolution {
    /// What the two are.
    package enum Finding: Sendable {
        /// They are the same, or differ only where nothing counts.
        case settled(Verification)
        /// Both are sound, and differ.
        case differs(Conflict)
        /// The archived one is damaged.
        case storedDefect(FileDefect)
        /// Something else has to be done first.
        case impossible(Verification)
    }

    let store: any ReplacingStore
    let compressionLevel: Int?
    let checksWAL: Bool
    let system: SystemIdentifier?
    let localHistories: TimelineEndSearch.LocalHistories

    /// Makes the use case over one archive.
    package init(
        store: any ReplacingStore,
        compressionLevel: Int?,
        checksWAL: Bool,
        system: SystemIdentifier?,
        localHistories: @escaping TimelineEndSearch.LocalHistories
    ) {
        self.store = store
        self.compressionLevel = compressionLevel
        self.checksWAL = checksWAL
        self.system = system
        self.localHistories = localHistories
    }

    /// Looks at both sides and changes nothing.
    package func find(_ name: WALFileName, source: any PushSource) -> Finding {
        let verification = Verifier(
            store: store,
            checksWAL: checksWAL,
            system: system,
            localHistories: localHistories
        ).compare(name, source: source)
        switch verification.result {
        case .sound, .soundUpTo: return .settled(verification)
        case .differs(let conflict): return .differs(conflict)
        case .defect(.local): return .impossible(verification)
        case .defect(let defect): return .storedDefect(defect)
        case .absent, .gap, .cannotTell, .failed: return .impossible(verification)
        }
    }

    /// Lets the archived file count: the local one is stored under its second name, where a push of
    /// it finds it.
    package func keepArchived(
        _ name: WALFileName,
        source: any PushSource
    ) throws(PushError) -> ArchivedFileName {
        let identity = try Encoding.identity(of: source)
        let kept = ArchivedFileName(conflictOf: name, digestPrefix: identity.digest.prefix)
        let staged = try storing { () throws(StoreError) in try store.stage(ObjectKey(kept)) }
        let (stored, form) = try encode(source, into: staged)
        let outcome = try storing { () throws(StoreError) in
            try staged.publish(identity: stored, form: form)
        }
        if outcome == .keyTaken { try expect(stored, under: kept) }
        return kept
    }

    /// Lets the local file count: the archived one gets its second name first.
    package func keepLocal(
        _ name: WALFileName,
        source: any PushSource,
        finding: Finding
    ) throws(PushError) -> ArchivedFileName {
        let key = ObjectKey(name)
        let digest: SHA256Digest
        if case .differs(let conflict) = finding {
            digest = conflict.archived.digest
        } else {
            // Its plain bytes cannot be had.
            digest = try store.storedDigest(of: key)
        }
        let kept = ArchivedFileName(conflictOf: name, digestPrefix: digest.prefix)
        try storing { () throws(StoreError) in try store.keep(key, as: ObjectKey(kept)) }
        guard try store.storedDigest(of: key) == store.storedDigest(of: ObjectKey(kept)) else {
            throw .store(
                StoreError(.permanent, "\"\(store.url)/\(kept)\" is another file already")
            )
        }
        var failure: PushError?
        try storing { () throws(StoreError) in
            try store.replace(key) { (staged) throws(StoreError) in
                do throws(PushError) {
                    return try encode(source, into: staged)
                } catch {
                    failure = error
                    throw StoreError(.permanent, error.description)
                }
            }
        }
        if let failure { throw failure }
        return kept
    }

    private func encode(
        _ source: any PushSource,
        into staged: any StagedObject
    ) throws(PushError) -> (FileIdentity, StoredForm) {
        let encoding = Encoding(
            source: source,
            compressionLevel: compressionLevel,
            system: system
        )
        let identity = try encoding.run { (bytes) throws(StoreError) in try staged.write(bytes) }
        return (identity, compressionLevel == nil ? .plain : .zstd)
    }

    /// What has the second name must be this very file.
    private func expect(
        _ identity: FileIdentity,
        under kept: ArchivedFileName
    ) throws(PushError) {
        let verification = Verifier(store: store, checksWAL: false, system: system).verify(kept)
        guard case .sound(let file) = verification.result, file.identity == identity else {
            throw .store(StoreError(.permanent, "\"\(store.url)/\(kept)\" is another file already"))
        }
    }
}
