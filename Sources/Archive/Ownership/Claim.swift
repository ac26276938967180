internal import Codec
internal import Crypto
internal import WAL

/// Makes sure that an archive is this cluster's before anything is stored in it.
struct Claim {
    let store: any Store
    let memory: any ArchiveMemory

    /// Finds or writes the marker.
    ///
    /// - Parameter system: the cluster; nil where the file does not tell it, and then the archive
    ///   must have a marker already.
    /// - Returns: the cluster.
    func establish(
        system: SystemIdentifier?,
        random: inout some RandomNumberGenerator
    ) throws(PushError) -> SystemIdentifier {
        let known = memory.record(of: store.canonicalURL)
        if let known, suffices(known, for: system) { return known.system }
        switch try find(system) {
        case .ours(let marker?):
            try prove(marker, known)
            return marker.system
        case .others(let found):
            guard let system else { return found }
            throw .otherCluster(archive: store.url, found: found, expected: system)
        case .unknown:
            throw .unknownCluster(archive: store.url)
        case .empty where known?.isOf(system) == true: throw .store(.emptied(store))
        case .ours(nil), .empty:
            guard let system else { throw .noCluster(archive: store.url) }
            let marker = try create(ClusterMarker(system: system, random: &random))
            try prove(marker, known)
            return system
        }
    }

    /// Whether nothing needs to be asked: a normal push to a server is one request.
    ///
    /// A record that is not recent spares no question: the archive may have been wiped or replaced.
    private func suffices(_ known: ArchiveRecord, for system: SystemIdentifier?) -> Bool {
        !store.mayBeUnmounted && known.isRecent && known.isOf(system) && known.archiveID != nil
            && (known.createsOnce || store.guaranteesCreateOnce || store.givesUpCreateOnce)
    }

    private func find(_ system: SystemIdentifier?) throws(PushError) -> Ownership.Finding {
        do throws(StoreError) {
            return try Ownership(of: system).find(in: store)
        } catch {
            throw .store(error)
        }
    }

    /// Writes the marker; answers the one that counts, which another first push may have written.
    private func create(_ marker: ClusterMarker) throws(PushError) -> ClusterMarker {
        let written = try storing { () throws(StoreError) in
            try put(marker) == .created ? marker : try store.marker()
        }
        guard let written else {
            throw .store(
                StoreError(
                    .transient,
                    "\"\(store.url)/\(ObjectKey.marker)\" was there and vanished"
                )
            )
        }
        guard written.system == marker.system else {
            throw .otherCluster(
                archive: store.url,
                found: written.system,
                expected: marker.system
            )
        }
        return written
    }

    /// Makes sure that the store refuses to replace an object, and remembers the archive.
    private func prove(_ marker: ClusterMarker, _ known: ArchiveRecord?) throws(PushError) {
        let isProven = known?.createsOnce == true && known?.archiveID == marker.archiveID
        if !store.guaranteesCreateOnce, !store.givesUpCreateOnce, !isProven {
            try proveCreateOnce(marker)
        }
        memory.learn(
            ArchiveRecord(
                archive: store.canonicalURL,
                system: marker.system,
                archiveID: marker.archiveID,
                createsOnce: !store.givesUpCreateOnce
            ),
            isWholeArchive: true
        )
    }

    /// Writes the very bytes of the marker once more: no other proof is harmless where it fails.
    private func proveCreateOnce(_ marker: ClusterMarker) throws(PushError) {
        let outcome = try storing { () throws(StoreError) in try put(marker) }
        guard outcome == .created else { return }
        throw .store(
            StoreError(
                .permanent,
                "\"\(store.url)\" does not refuse to replace an object",
                hint: "Set create_once = 'test-then-put' if nobody else ever archives here:"
                    + " two writers at the same moment may then both win, and one file is lost."
            )
        )
    }

    private func put(_ marker: ClusterMarker) throws(StoreError) -> CreateOutcome {
        let staged = try store.stage(.marker)
        try staged.write(unsafe marker.bytes.span.bytes)
        return try staged.publish(identity: nil, form: .plain)
    }
}
