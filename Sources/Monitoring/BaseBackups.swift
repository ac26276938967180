package import WAL

/// What base backups there are, and what the archive's WAL makes of them.
package struct BaseBackups: Equatable, Sendable {
    /// Every moment that can be recovered.
    package struct Span: Equatable, Sendable {
        /// The oldest backup from which recovery comes to the end.
        package let oldest: String
        /// The position from which on it is consistent: the oldest recoverable point.
        package let start: LSN
        /// When it ended, in seconds since 1970.
        package let startTime: Int64
        /// The newest recoverable point.
        package let end: LSN
        /// The segment that is missing there, with later ones behind it; nil where nothing is.
        package let gap: SegmentName?

        /// Makes a span of its parts.
        package init(
            oldest: String,
            start: LSN,
            startTime: Int64,
            end: LSN,
            gap: SegmentName? = nil
        ) {
            self.oldest = oldest
            self.start = start
            self.startTime = startTime
            self.end = end
            self.gap = gap
        }
    }

    /// The URL of their place.
    package var url: String
    /// How many are whole.
    package var count: Int
    /// How many of them cannot be recovered, for want of WAL or of what they build on.
    package var unrecoverable: Int
    /// Why one of them cannot be restored though it is listed, beginning with its name; nil where
    /// each has all its objects.
    package var defect: String?
    /// The cluster of some of them, where it is not the archive's; its WAL recovers none of those.
    package var stranger: SystemIdentifier?
    /// When the newest one ended, in seconds since 1970; nil for none.
    package var newestTime: Int64?
    /// Nil where no backup can be recovered.
    package var span: Span?
    /// What is strange about timelines, a sentence each.
    package var concerns: [String]

    /// Makes them of their parts.
    package init(
        url: String,
        count: Int,
        unrecoverable: Int = 0,
        defect: String? = nil,
        stranger: SystemIdentifier? = nil,
        newestTime: Int64? = nil,
        span: Span? = nil,
        concerns: [String] = []
    ) {
        self.url = url
        self.count = count
        self.unrecoverable = unrecoverable
        self.defect = defect
        self.stranger = stranger
        self.newestTime = newestTime
        self.span = span
        self.concerns = concerns
    }
}
