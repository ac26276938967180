package import WAL

/// Up to where a cluster is to be recovered.
package enum RestoreTarget: Equatable, Sendable {
    /// The end of the archive.
    case latest
    /// The end of the backup itself.
    case immediate
    case time(UTCTime)
    case lsn(LSN)
    case name(String)
    case xid(UInt64)

    /// PostgreSQL's setting for it, and the value; nil for the end of the archive.
    var setting: (name: String, value: String)? {
        switch self {
        case .latest: nil
        case .immediate: ("recovery_target", "immediate")
        case .time(let time): ("recovery_target_time", time.settingText)
        case .lsn(let lsn): ("recovery_target_lsn", lsn.description)
        case .name(let name): ("recovery_target_name", name)
        case .xid(let xid): ("recovery_target_xid", String(xid))
        }
    }
}

extension RestoreTarget {
    /// Whether nothing tells where it lies but the WAL itself.
    var isPlaceUnknown: Bool {
        switch self {
        case .name, .xid: true
        case .latest, .immediate, .time, .lsn: false
        }
    }
}
