/// What earlier calls learnt about an archive; may be forgotten at any time.
package protocol ArchiveMemory: AnyObject {
    /// Whether an earlier push found this archive to be the cluster's.
    func isProven(url: String) -> Bool

    /// Remembers that it is.
    func remember(marker: ClusterMarker, url: String)
}

/// A call without a spool remembers nothing.
package final class NoMemory: ArchiveMemory {
    /// Makes one; all are alike.
    package init() {}

    /// Nothing is known.
    package func isProven(url: String) -> Bool { false }

    /// Does nothing.
    package func remember(marker: ClusterMarker, url: String) {}
}
