internal import Codec
internal import Crypto
package import WAL

/// Makes an archive that `cp` or `s3cmd` filled one of ours: its marker, and digests of what is
/// sound.
package struct Adoption {
    /// What became of one file.
    package enum Outcome: Sendable {
        /// Its digest is recorded now.
        case recorded
        /// It has one already, or its form carries one.
        case hadDigest
        /// It is sound, and compressed by others: there is no place for one.
        case withoutDigest
        /// Nothing was recorded, since it is not sound or could not be read.
        case refused(Verification)
    }

    /// What is read, patiently.
    let store: any Store
    /// The same archive, where digests are recorded.
    let record: any ReplacingStore

    /// Makes the use case over one archive.
    package init(store: any Store, record: any ReplacingStore) {
        self.store = store
        self.record = record
    }

    /// Writes the marker, where all segments that are asked are of one cluster.
    ///
    /// - Parameter system: of the data directory in which the command was called; nil takes the
    ///   segments' own.
    /// - Returns: the cluster.
    package func claim(
        system: SystemIdentifier?,
        inventory: Inventory,
        random: inout some RandomNumberGenerator
    ) throws(PushError) -> SystemIdentifier {
        let known = try storing { () throws(StoreError) in try store.marker()?.system }
        var found = known ?? system
        if found == nil { found = try systemOfSegments(inventory) }
        return try Claim(store: store, memory: NoMemory())
            .establish(system: found, random: &random)
    }

    /// The cluster of the first, the middle and the last segment.
    private func systemOfSegments(_ inventory: Inventory) throws(PushError) -> SystemIdentifier {
        let segments = inventory.segments
        var found: SystemIdentifier?
        for index in [0, segments.count / 2, segments.count - 1] where segments.indices ~= index {
            let its = try storing { () throws(StoreError) in
                try store.systemOfSegment(segments[index])
            }
            guard let its else { continue }
            if let found, found != its {
                throw .otherCluster(archive: store.url, found: its, expected: found)
            }
            found = its
        }
        guard let found else { throw .unknownCluster(archive: store.url) }
        return found
    }

    /// Reads a file whole, and records the digest of a sound one that has none.
    package func adopt(
        _ name: ArchivedFileName,
        system: SystemIdentifier
    ) throws(PushError) -> Outcome {
        let verification = Verifier(store: store, checksWAL: true, system: system).verify(name)
        guard case .sound(let file) = verification.result else { return .refused(verification) }
        guard !file.hasRecordedDigest else { return .hadDigest }
        guard file.decoded.form == .plain else { return .withoutDigest }
        try storing { () throws(StoreError) in
            try record.recordDigest(of: ObjectKey(name), file.identity)
        }
        return .recorded
    }
}
