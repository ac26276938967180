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
        // It would remove WAL that the backup, and others, need: a server runs it at every restart
        // point of every archive recovery.
        ("archive_cleanup_command", ""),
    ]
    /// What is of no use to one that recovers to be a primary: how a standby reaches its own, how far
    /// it stays behind, and what tells the world of its promotion.
    private static let ofStandbys: [Setting] = [
        ("primary_conninfo", ""), ("primary_slot_name", ""),
        ("recovery_min_apply_delay", "0"), ("recovery_end_command", ""),
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
        return (Self.defaults + (kind == .recovery ? Self.ofStandbys : []))
            .filter { !asked.contains($0.name) }
    }

    /// A line as PostgreSQL's `escape_single_quotes_ascii` has it: a backslash begins an escape.
    private static func line(_ setting: Setting) -> String {
        var quoted = String.UnicodeScalarView()
        for scalar in setting.value.unicodeScalars {
            if scalar == "'" || scalar == "\\" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        return "\(setting.name) = '\(String(quoted))'"
    }

    /// Makes sure that each value can stand in a file of settings, where a line break ends it.
    func check() throws(BackupError) {
        for setting in settings where setting.value.utf8.contains(UInt8(ascii: "\n")) {
            throw .refused(
                "\(setting.name) has a line break in its value, which PostgreSQL's files of settings"
                    + " cannot hold HINT: For a command of several lines write a script, and name that."
            )
        }
    }

    /// The bytes of postgresql.auto.conf with these settings in place of earlier ones; other lines
    /// stay as they are, in whatever encoding.
    func bytes(replacing old: [UInt8]) -> [UInt8] {
        // PostgreSQL takes an empty target after another one for a second target.
        let settings = others + self.settings
        let replaced = Set(settings.map(\.name))
        let newline = UInt8(ascii: "\n")
        var bytes: [UInt8] = []
        for line in old.split(separator: newline, omittingEmptySubsequences: false) {
            if !replaced.contains(Self.name(in: line)) { bytes += line + [newline] }
        }
        // What stands behind the last line break is a line only where there is something.
        if bytes.last == newline, bytes.dropLast().last == newline || bytes.count == 1 {
            bytes.removeLast()
        }
        return bytes + settings.flatMap { Self.line($0).utf8 + [newline] }
    }

    /// The setting that a line sets, in lower case; empty for a line that sets none.
    private static func name(in line: ArraySlice<UInt8>) -> String {
        let name = line.drop { " \t\r".utf8.contains($0) }
            .prefix { !" \t\r='\"#".utf8.contains($0) }
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Writes both files into a restored directory.
    func write(into directory: FilePath, _ tree: FileTree) throws(BackupError) {
        let old = try BackupError.file { () throws(FileError) in
            try WholeFile.read(directory.appending(Self.file), limit: Self.lengthLimit) ?? []
        }
        let bytes = bytes(replacing: old)
        try BackupError.file { () throws(FileError) in
            let settings = try tree.open(FilePath(Self.file))
            try settings.setLength(0)
            try settings.write(unsafe bytes.span.bytes, at: 0)
            try settings.setMode(FilePermissions(rawValue: 0o600))
            let signal = try tree.open(FilePath("\(kind.rawValue).signal"))
            try signal.setLength(0)
            // A server with both is a standby.
            let other: Kind = kind == .recovery ? .standby : .recovery
            try tree.remove("\(other.rawValue).signal")
        }
    }
}
