internal import Codec
internal import Crypto
internal import WAL

/// A `.partial` that cannot be archived under its name, kept under a name of its own, so that it
/// holds up nothing.
struct KeptPartial {
    let push: Push
    let cluster: SystemIdentifier
    /// Whether it is what its name says; only then a copy can be judged by more than its digest.
    let isSound: Bool

    /// Stores it under the first of two names that is free or holds the same file.
    func keep(
        _ segment: SegmentName,
        source: any PushSource,
        warnings: [String]
    ) throws(PushError) -> PushOutcome {
        let prefix = try Encoding.identity(of: source).digest.prefix
        let first = ArchivedFileName(keptPartial: segment, digestPrefix: prefix)
        do throws(PushError) {
            return try keep(first, source: source, warnings: warnings)
        } catch {
            // The copy that was kept before is damaged.
            guard error.isRefusal else { throw error }
            let second = ArchivedFileName(conflictOf: .partial(segment), digestPrefix: prefix)
            return try keep(second, source: source, warnings: warnings)
        }
    }

    private func keep(
        _ kept: ArchivedFileName,
        source: any PushSource,
        warnings: [String]
    ) throws(PushError) -> PushOutcome {
        let key = ObjectKey(kept)
        let (outcome, identity) = try push.placement.put(key, source: source, cluster: cluster)
        if outcome == .keyTaken {
            let conflict = try push.compare(
                kept.file,
                key: key,
                source: source,
                identity: identity,
                checksWAL: push.options.checksWAL && isSound
            )
            if let conflict { throw .conflict(conflict) }
        }
        return PushOutcome(.keptPartial(kept), identity, warnings)
    }
}
