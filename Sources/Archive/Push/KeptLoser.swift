internal import Codec
internal import Crypto
internal import WAL

/// A file that lost against the archived one by an operator's decision.
extension Push {
    /// This very file under the name that only an operator's decision gives it; nil for a `.partial`,
    /// which nobody has to decide about.
    func keptLoser(
        _ name: WALFileName,
        source: any PushSource,
        identity: FileIdentity
    ) throws(PushError) -> ArchivedFileName? {
        if case .partial = name { return nil }
        let kept = ArchivedFileName(conflictOf: name, digestPrefix: identity.digest.prefix)
        let key = ObjectKey(kept)
        guard try placement.isTaken(key) else { return nil }
        let conflict = try compare(
            name,
            key: key,
            source: source,
            identity: identity,
            checksWAL: options.checksWAL
        )
        return conflict == nil ? kept : nil
    }
}
