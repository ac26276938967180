package import Codec
package import WAL

/// Two files that claim one name.
package struct Conflict: Equatable, Sendable, CustomStringConvertible {
    /// The file that PostgreSQL wants archived.
    package let local: FileIdentity
    /// The file that has its name in the archive.
    package let archived: FileIdentity
    /// The first byte that differs, or where the shorter one ends.
    package let offset: UInt64
    /// The same as a position in the log, in a segment.
    package let lsn: LSN?
    /// The cluster that the local segment's header names.
    package let localSystem: SystemIdentifier?
    /// The cluster that the archived segment's header names.
    package let archivedSystem: SystemIdentifier?

    package var description: String {
        "the archive holds other contents under this name, \(differences)"
            + " HINT: Nothing was replaced. Two servers archive here, or one was restored and"
            + " reuses a timeline: find out which copy is right before you remove the other."
    }

    /// Where the two differ, and what each is.
    package var differences: String {
        let place = lsn.map { "from LSN \($0) on" } ?? "from byte \(offset) on"
        return "\(place): local SHA-256 \(local.digest)"
            + "\(Self.system(localSystem, archivedSystem)),"
            + " archived SHA-256 \(archived.digest)\(Self.system(archivedSystem, localSystem))"
    }

    /// Told only where the two differ.
    private static func system(_ own: SystemIdentifier?, _ other: SystemIdentifier?) -> String {
        guard let own, own != other else { return "" }
        return " of system \(own)"
    }
}
