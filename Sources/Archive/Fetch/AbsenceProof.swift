internal import WAL

/// "Absent" counts only in archives that are proven to be this cluster's: another one, or none,
/// has no file at all.
struct AbsenceProof {
    let stores: [any Store]
    let memory: any ArchiveMemory
    /// The cluster of the data directory, where there is one.
    let system: SystemIdentifier?

    /// Throws unless every archive is this cluster's.
    func prove() throws(FetchError) {
        for store in stores {
            let known = memory.record(of: store.canonicalURL)
            if !store.mayBeUnmounted, let known, known.isRecent, known.isOf(system) { continue }
            let finding = try telling { () throws(StoreError) in
                try Ownership(of: system).find(in: store)
            }
            guard let reason = finding.whyNotOurs(system) else {
                if !store.mayBeUnmounted, case .ours(let marker) = finding {
                    remember(store, archiveID: marker?.archiveID, isWholeArchive: true)
                }
                continue
            }
            if known?.isOf(system) == true {
                if finding == .empty { throw .cannotTell(.emptied(store)) }
                // What is left of its WAL does not say whose it is, but a segment did.
                if finding == .unknown { continue }
            }
            throw .cannotTell(
                StoreError(
                    .permanent,
                    "\"\(store.url)\" \(reason)",
                    hint: "Check the setting archive, and that the archive is mounted."
                )
            )
        }
    }

    /// A segment of this cluster proves whose archive it came from, also when no marker says it.
    func remember(_ store: any Store, by file: SoundFile) {
        guard let system, file.facts.header?.systemIdentifier == system else { return }
        remember(store, archiveID: nil, isWholeArchive: false)
    }

    /// Spares the next calls the question.
    private func remember(_ store: any Store, archiveID: String?, isWholeArchive: Bool) {
        guard let system else { return }
        memory.learn(
            ArchiveRecord(
                archive: store.canonicalURL,
                system: system,
                archiveID: archiveID,
                createsOnce: false
            ),
            isWholeArchive: isWholeArchive
        )
    }
}
