internal import Files
internal import FoundationEssentials
internal import SystemPackage
package import WAL

/// What a restored server is told of its recovery: lines of postgresql.auto.conf and a signal file.
package struct RecoverySettings: Equatable, Sendable {
    /// What a server does once it has recovered.
    package enum Kind: String, Sendable {
        /// It promotes at the target or at the end of WAL.
        case recovery
        /// It goes on following.
        case standby
    }

    /// At a target: PostgreSQL's `recovery_target_action`.
    package enum Action: String, CaseIterable, Sendable {
        case pause, promote, shutdown
    }

    private typealias Setting = (name: String, value: String)

    /// What a restore decides, as it is unless asked for: a value in postgresql.conf, left of the
    /// time before, must not count.
    private static let defaults: [Setting] = [
        ("recovery_target", ""), ("recovery_target_name", ""), ("recovery_target_time", ""),
        ("recovery_target_xid", ""), ("recovery_target_lsn", ""),
        ("recovery_target_inclusive", "on"), ("recovery_target_action", "pause"),
    ]
    /// How a standby reaches its primary: who recovers to be one has none.
    private static let connections: [Setting] = [
        ("primary_conninfo", ""), ("primary_slot_name", ""),
    ]
    /// Settings of a server fill a few pages.
    private static let lengthLimit = 16 << 20
    private static let file = "postgresql.auto.conf"

    /// What PostgreSQL calls for each file.
    package let restoreCommand: String
    /// Up to where.
    package let target: RestoreTarget
    /// Whether the target itself counts; nil: as PostgreSQL does.
    package let isInclusive: Bool?
    /// What happens there; nil: as PostgreSQL does.
    package let action: Action?
    /// The timeline to follow; nil for the backup's own.
    package let timeline: TimelineID?
    /// Whether a standby follows the newest timeline, whatever that is; not where a higher one than
    /// that of the restore leads nowhere.
    package var followsNewest = true
    /// Recovery, or a standby.
    package let kind: Kind
    /// Whether it may archive, as a new primary does; a copy for a test must not.
    package let mayArchive: Bool

    /// Makes settings.
    package init(
        restoreCommand: String,
        target: RestoreTarget,
        isInclusive: Bool?,
        action: Action?,
        timeline: TimelineID?,
        kind: Kind,
        mayArchive: Bool
    ) {
        self.restoreCommand = restoreCommand
        self.target = target
        self.isInclusive = isInclusive
        self.action = action
        self.timeline = timeline
        self.kind = kind
        self.mayArchive = mayArchive
    }

    /// The lines of what is asked for, in their order.
    package var lines: [String] { settings.map(Self.line) }

    private var settings: [Setting] {
        // A standby follows whoever is promoted.
        let timeline =
            kind == .standby && followsNewest ? "latest" : timeline?.description ?? "current"
        var settings: [Setting] = [
            ("restore_command", restoreCommand), ("recovery_target_timeline", timeline),
        ]
        if let target = target.setting { settings.append(target) }
        if let isInclusive {
            settings.append(("recovery_target_inclusive", isInclusive ? "on" : "off"))
        }
        if let action { settings.append(("recovery_target_action", action.rawValue)) }
        if !mayArchive { settings.append(("archive_mode", "off")) }
        return settings
    }

    /// What is not asked for and must not be left to chance.
    private var others: [Setting] {
        let asked = Set(settings.map(\.name))
        return (Self.defaults + (kind == .recovery ? Self.connections : []))
            .filter { !asked.contains($0.name) }
    }

    private static func line(_ setting: Setting) -> String {
        let quoted = setting.value.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "''")
        return "\(setting.name) = '\(quoted)'"
    }

    /// The text of postgresql.auto.conf with these settings in place of earlier ones.
    func text(replacing old: String) -> String {
        // PostgreSQL takes an empty target after another one for a second target.
        let settings = others + self.settings
        let replaced = Set(settings.map(\.name))
        let kept = old.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            let name = line.drop { $0 == " " }.prefix { $0.isLetter || $0 == "_" }
            return !replaced.contains(name.lowercased())
        }
        let before = kept.joined(separator: "\n")
        let newline = before.isEmpty || before.hasSuffix("\n") ? "" : "\n"
        return before + newline + settings.map(Self.line).joined(separator: "\n") + "\n"
    }

    /// Writes both files into a restored directory.
    func write(into directory: FilePath, _ tree: FileTree) throws(BackupError) {
        let old = try BackupError.file { () throws(FileError) in
            try WholeFile.read(directory.appending(Self.file), limit: Self.lengthLimit) ?? []
        }
        let bytes = Array(text(replacing: String(decoding: old, as: UTF8.self)).utf8)
        try BackupError.file { () throws(FileError) in
            let settings = try tree.open(Self.file)
            try settings.setLength(0)
            try settings.write(unsafe bytes.span.bytes, at: 0)
            try settings.setMode(FilePermissions(rawValue: 0o600))
            let signal = try tree.open("\(kind.rawValue).signal")
            try signal.setLength(0)
            // A server with both is a standby.
            let other: Kind = kind == .recovery ? .standby : .recovery
            try tree.remove("\(other.rawValue).signal")
        }
    }
}
