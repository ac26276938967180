package import Archive
internal import Files

/// What earlier calls learnt about the archive, kept in the spool.
package final class SpoolMemory: ArchiveMemory {
    private static let fileName = "archive"
    /// A URL of 4,096 bytes and two short lines.
    private static let lengthLimit = 8192

    private let spool: SpoolDirectory

    /// Remembers in a spool.
    package init(_ spool: SpoolDirectory) {
        self.spool = spool
    }

    /// Whether the last push went to this archive.
    package func isProven(url: String) -> Bool { marker(url: url) != nil }

    /// The marker that the last push found in this archive; nil where it went elsewhere.
    package func marker(url: String) -> ClusterMarker? {
        let beginning = Self.beginning(url: url)
        guard let record = record(), record.hasPrefix(beginning) else { return nil }
        // A record that was cut off, or is something else, proves nothing.
        let rest = Array(record.utf8.dropFirst(beginning.utf8.count))
        guard let marker = ClusterMarker(rest), marker.bytes == rest else { return nil }
        return marker
    }

    /// Writes the record unless it says so already.
    package func remember(marker: ClusterMarker, url: String) {
        let record = Self.beginning(url: url) + String(decoding: marker.bytes, as: UTF8.self)
        guard self.record() != record else { return }
        try? spool.directory.replace(Self.fileName, with: Array(record.utf8))
    }

    private func record() -> String? {
        guard
            let bytes = try? spool.directory.contents(
                of: Self.fileName,
                limit: Self.lengthLimit
            )
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func beginning(url: String) -> String { "url \(url)\n" }
}
