/// What a base backup is asked for.
package struct BaseBackupOptions: Equatable, Sendable {
    /// The label, which backup_label then carries.
    package var label: String
    /// Whether the server checkpoints at once, or spreads it over its usual time.
    package var fastCheckpoint: Bool
    /// The manifest of an earlier backup; only what changed since then is sent (17 and newer).
    package var incrementalFrom: [UInt8]?
    /// At most so many KiB a second; nil for no limit.
    package var maxRate: Int?

    /// Asks for a backup.
    package init(
        label: String,
        fastCheckpoint: Bool,
        incrementalFrom: [UInt8]? = nil,
        maxRate: Int? = nil
    ) {
        self.label = label
        self.fastCheckpoint = fastCheckpoint
        self.incrementalFrom = incrementalFrom
        self.maxRate = maxRate
    }

    /// The command for a version of the server.
    ///
    /// WAL is not waited for by the server: whether it is in the archive is our own question.
    func command(serverVersion: Int) -> String {
        let label =
            "'"
            + label.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "''") + "'"
        guard serverVersion >= 150_000 else {
            var words = ["BASE_BACKUP LABEL \(label) PROGRESS NOWAIT TABLESPACE_MAP"]
            if fastCheckpoint { words.append("FAST") }
            if let maxRate { words.append("MAX_RATE \(maxRate)") }
            if serverVersion >= 130_000 { words.append("MANIFEST 'yes'") }
            return words.joined(separator: " ")
        }
        var options = [
            "LABEL \(label)", "PROGRESS true", "WAIT false", "TABLESPACE_MAP true",
            "CHECKPOINT '\(fastCheckpoint ? "fast" : "spread")'", "MANIFEST 'yes'",
            "MANIFEST_CHECKSUMS 'CRC32C'", "TARGET 'client'",
        ]
        if let maxRate { options.append("MAX_RATE \(maxRate)") }
        if incrementalFrom != nil { options.append("INCREMENTAL true") }
        return "BASE_BACKUP (\(options.joined(separator: ", ")))"
    }
}
