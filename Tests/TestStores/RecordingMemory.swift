import Archive

/// A memory of archives, as a spool is one, that can be looked into.
package final class RecordingMemory: ArchiveMemory {
    /// What was remembered of each URL.
    package private(set) var markers: [String: ClusterMarker] = [:]

    package init() {}

    package func isProven(url: String) -> Bool { markers[url] != nil }

    package func remember(marker: ClusterMarker, url: String) {
        markers[url] = marker
    }
}
