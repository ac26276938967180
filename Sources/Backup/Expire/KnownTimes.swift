internal import Archive

/// What backups and archived WAL tell of the time: nothing is removed by a clock that has gone far
/// beyond all of it.
struct KnownTimes {
    /// Seconds that two clocks may differ before it is told.
    private static let clockDifference: Int64 = 300
    /// A cluster that works archives something every day; where one is quieter, things stay so much
    /// longer.
    private static let quietTime: Int64 = 86_400
    /// Seconds of quiet that are told: a server is down, or a clock is wrong.
    private static let toldQuiet: Int64 = 7 * 86_400

    private let newestBackup: BackupDescription?
    private let newestWAL: WALInventory.Object?
    /// When anything was stored last; nil where nothing was.
    private let newest: UTCTime?

    init(_ catalog: BackupCatalog, _ inventory: WALInventory) {
        newestBackup = catalog.backups.last
        newestWAL = inventory.objects.max { $0.modified < $1.modified }
        newest =
            (catalog.backups.map { catalog.time(of: $0) }
            + catalog.incomplete.compactMap(\.lastActivity)
            + [newestWAL.map { UTCTime(seconds: $0.modified) }].compactMap { $0 }).max()
    }

    /// The time from which days count back: now, but no more than a day after the newest time known.
    ///
    /// A clock that is a year ahead would otherwise let everything go but the newest backup, and
    /// call a backup abandoned that is being taken.
    func bounded(_ now: UTCTime) -> UTCTime {
        guard let newest else { return now }
        return min(now, UTCTime(seconds: newest.seconds + Self.quietTime))
    }

    /// What tells that a clock is wrong.
    func warnings(_ now: UTCTime) -> [String] {
        let times = [
            newestBackup.map { ("backup \($0.name)", $0.stopTime) },
            newestWAL.map { ("\"\($0.name)\"", UTCTime(seconds: $0.modified)) },
        ]
        var warnings = times.compactMap { $0 }
            .filter { $0.1.seconds > now.seconds + Self.clockDifference }
            .map { name, time in
                "\(name) is of \(time), which is still to come: is this machine's clock right?"
            }
        if let newest, now.seconds - newest.seconds > Self.toldQuiet {
            warnings.append(
                "nothing was stored since \(newest), and it is \(now) now: days are counted from"
                    + " \(bounded(now)); is this machine's clock right?"
            )
        }
        return warnings
    }
}
