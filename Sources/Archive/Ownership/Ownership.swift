package import WAL

/// Whose archive a store is, as far as it can be proven.
///
/// A mistyped prefix answers "no such object" to everything, and PostgreSQL then ends its recovery
/// early: so "absent" counts only in an archive proven to be this cluster's.
package struct Ownership: Sendable {
    /// What was found out.
    package enum Finding: Equatable, Sendable {
        /// It is this cluster's; by its marker, where there is one.
        case ours(ClusterMarker?)
        /// Its marker, or every segment that was looked at, names another cluster.
        case others(SystemIdentifier)
        /// It holds no WAL at all, and no marker.
        case empty
        /// It holds WAL, but none that says whose it is.
        case unknown
    }

    /// How many segments are opened in search of one of this cluster's.
    private static let segmentLimit = 16

    /// The cluster in question; nil for a call by hand, where any proves the archive.
    package let system: SystemIdentifier?

    /// Asks for a cluster; nil asks only whether it is anybody's.
    package init(of system: SystemIdentifier?) {
        self.system = system
    }

    /// Asks the marker, and where there is none the segments.
    package func find(in store: any Store) throws(StoreError) -> Finding {
        if let marker = try store.marker() {
            guard let system, marker.system != system else { return .ours(marker) }
            return .others(marker.system)
        }
        var segments: [SegmentName] = []
        var holdsWAL = false
        try store.list(prefix: "", after: nil) { key in
            holdsWAL = true
            if let segment = key.segment { segments.append(segment) }
            return segments.count < Self.segmentLimit
        }
        guard holdsWAL else { return .empty }
        var other: SystemIdentifier?
        for segment in segments {
            guard let found = try store.systemOfSegment(segment) else { continue }
            if system == nil || found == system { return .ours(nil) }
            other = found
        }
        return other.map { .others($0) } ?? .unknown
    }
}

extension Ownership.Finding {
    /// Why "absent" does not count here; nil where it does.
    func whyNotOurs(_ system: SystemIdentifier?) -> String? {
        switch self {
        case .ours: nil
        case .others(let found):
            "is the archive of another cluster: its system identifier is \(found), this server's"
                + " \(system.map(\.description) ?? "unknown")"
        case .empty: "holds no WAL at all, so it cannot be told that the file is absent"
        case .unknown: "holds WAL that does not say whose it is"
        }
    }
}
