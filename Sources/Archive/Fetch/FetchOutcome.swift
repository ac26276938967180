package import WAL

/// How the call for a file ended without an error.
package enum FetchOutcome: Equatable, Sendable {
    /// It is where PostgreSQL wants it, verified.
    case delivered(SoundFile)
    /// Every archive says so, and is proven to be this cluster's.
    case absent
    /// The same, behind a gap that the settings accept.
    case absentByAcceptedGap(later: SegmentName)
}
