package import WAL

extension Fetch {
    /// Fetches a file that nobody has asked for yet: verified, one try, without the proof that an
    /// absent one is absent.
    ///
    /// - Returns: nil when no archive says that it has it.
    package func runAhead(
        _ name: WALFileName,
        target: any DeliveryTarget
    ) throws(FetchError) -> SoundFile? {
        try deliver(name, target: target)
    }
}
