package import WAL

/// How a segment begins: what is needed to join it to the one before.
package struct SegmentHead: Equatable, Sendable {
    /// The rest of a record that began in a segment before.
    struct Continuation: Equatable, Sendable {
        /// Up to so many bytes may be a record's header, all but the eight that are aligned.
        static let headerShareLimit = RecordHeader.length - RecordHeader.alignment

        /// `xlp_rem_len` of the first page.
        var announced: UInt32
        /// As much of it as lies in this segment.
        var received: UInt64 = 0
        /// Its first 16 bytes, as far as there are.
        var first: (UInt64, UInt64) = (0, 0)
        /// What follows them, its checksum begun with nothing.
        var rest: CRC32C = .ofFragment

        static func == (lhs: Self, rhs: Self) -> Bool {
            lhs.announced == rhs.announced && lhs.received == rhs.received
                && lhs.first == rhs.first && lhs.rest == rhs.rest
        }
    }

    /// The segment's first byte.
    package let start: LSN
    /// The first page's timeline.
    package let timeline: UInt32
    /// Nil where the segment begins with a record.
    var continuation: Continuation?
    /// The page on which a record that should go on was given up after a crash.
    var overwrittenAt: LSN?
    /// What the record on that page says it stands for.
    var overwrites: (record: LSN, lost: LSN)?
    /// The first record that begins in this segment.
    package internal(set) var firstRecord: LSN?
    /// What it says is before it.
    package internal(set) var previous: LSN?

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.start == rhs.start && lhs.timeline == rhs.timeline
            && lhs.continuation == rhs.continuation && lhs.overwrittenAt == rhs.overwrittenAt
            && lhs.overwrites?.record == rhs.overwrites?.record
            && lhs.overwrites?.lost == rhs.overwrites?.lost
            && lhs.firstRecord == rhs.firstRecord && lhs.previous == rhs.previous
    }
}

/// How a segment ends: what is needed to join the next one to it.
package struct SegmentTail: Equatable, Sendable {
    /// The position behind the segment.
    package let end: LSN
    /// The last page's timeline.
    package internal(set) var timeline: UInt32
    /// The last page that counts.
    package internal(set) var lastPage: LSN
    /// The last record that is whole; nil for none.
    package internal(set) var lastRecord: LSN?
    /// A record that goes on in the next segment.
    var unfinished: UnfinishedRecord?
}

/// A record of which some bytes have been read.
struct UnfinishedRecord: Equatable, Sendable {
    /// Where it begins.
    let start: LSN
    /// `xl_tot_len`, as it stands in the first four bytes.
    let totalLength: UInt32
    /// Bytes so far.
    var received: UInt64
    /// The header's bytes, as far as they have been read.
    var header: (UInt64, UInt64, UInt64)
    /// The body's checksum so far.
    var body = CRC32C()

    /// Bytes to come.
    var missing: UInt64 { UInt64(totalLength) - min(received, UInt64(totalLength)) }

    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.start == rhs.start && lhs.totalLength == rhs.totalLength
            && lhs.received == rhs.received && lhs.header == rhs.header && lhs.body == rhs.body
    }
}
