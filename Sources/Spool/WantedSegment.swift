internal import Files
package import WAL

/// The last segment that wal-fetch brought by itself: where prefetching goes on.
package struct WantedSegment: Equatable, Sendable {
    private static let fileName = "wanted"
    private static let lengthLimit = 256

    /// What was brought.
    package let segment: SegmentName
    /// As long as every one of the cluster.
    package let size: SegmentSize
    /// When.
    package let moment: BootTime

    /// Makes one of its parts.
    package init(segment: SegmentName, size: SegmentSize, moment: BootTime) {
        self.segment = segment
        self.size = size
        self.moment = moment
    }

    /// What an earlier call left; nil where there is nothing to be read.
    package init?(in spool: SpoolDirectory) {
        guard
            let bytes = try? spool.directory.contents(of: Self.fileName, limit: Self.lengthLimit)
        else { return nil }
        self.init(text: String(decoding: bytes, as: UTF8.self))
    }

    /// Parses what `text` gives; nil for anything else.
    init?(text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 5, words[4] == "\n", let segment = SegmentName(words[0]),
            let size = UInt64(words[1]).flatMap({ SegmentSize(bytes: $0) }),
            let seconds = Int64(words[2])
        else { return nil }
        let moment = BootTime(bootID: String(words[3]), seconds: seconds)
        self.init(segment: segment, size: size, moment: moment)
    }

    /// One line.
    var text: String { "\(segment) \(size.bytes) \(moment.seconds) \(moment.bootID) \n" }

    /// Leaves it for whoever prefetches, and for the next call.
    package func leave(in spool: SpoolDirectory) {
        guard spool.mayBeChanged else { return }
        try? spool.directory.replace(Self.fileName, with: Array(text.utf8))
    }

    /// Whether segments follow each other so fast that prefetching pays: a standby that keeps up
    /// with its primary, or one with `recovery_min_apply_delay`, needs none.
    package func isRecent(at now: BootTime) -> Bool {
        moment.bootID == now.bootID && now.seconds.isWithin(Self.pace, after: moment.seconds)
    }

    /// Seconds from one segment to the next, at most.
    private static let pace: Int64 = 30
}
