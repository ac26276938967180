/// A segment's header that has been found right for its name and its length.
package struct SegmentHeader: Equatable, Sendable {
    /// Sizes of a WAL block that PostgreSQL can be built with (`--with-wal-blocksize`).
    package static let blockSizes: ClosedRange<UInt32> = 1 << 10...1 << 16

    /// Who wrote the segment.
    package let magic: PageMagic
    /// The first page's timeline, at most the name's: a timeline's first segment begins with
    /// pages of its parent (`XLogFileCopy`).
    package let timeline: TimelineID
    /// Where the segment begins.
    package let start: LSN
    /// The segment's length.
    package let size: SegmentSize
    /// The cluster.
    package let systemIdentifier: SystemIdentifier

    /// The position behind the segment.
    package var end: LSN { start.advanced(by: size.bytes) }

    /// Checks everything that a segment's first 40 bytes and its length can prove.
    ///
    /// - Parameters:
    ///   - firstBytes: the file's beginning; 40 bytes decide, more are ignored.
    ///   - length: the file's length in bytes.
    ///   - name: what the file is said to be.
    ///   - system: the cluster it must belong to, where that is known.
    package init(
        firstBytes: Span<UInt8>,
        length: UInt64,
        name: SegmentName,
        system: SystemIdentifier?
    ) throws(SegmentDefect) {
        guard length > 0 else { throw .empty }
        guard let header = LongPageHeader(firstBytes) else {
            throw .shorterThanHeader(bytes: length)
        }
        if header.magic.rawValue == 0, Self.isZero(firstBytes) { throw .zeroed }
        guard header.magic.writer != .unsupported else { throw .unsupportedMagic(header.magic) }
        guard header.hasLongHeaderFlag else { throw .noLongHeader }
        guard let size = SegmentSize(bytes: UInt64(header.segmentSize)) else {
            throw .impossibleSegmentSize(header.segmentSize)
        }
        guard Self.blockSizes.contains(header.blockSize), header.blockSize.nonzeroBitCount == 1
        else { throw .impossibleBlockSize(header.blockSize) }
        guard let found = SystemIdentifier(header.systemIdentifier) else {
            throw .noSystemIdentifier
        }
        if let system, found != system { throw .otherSystem(found, expected: system) }
        guard length == size.bytes else { throw .wrongLength(bytes: length, expected: size) }
        guard let start = name.start(size: size) else { throw .impossibleName(size) }
        guard header.pageAddress == start else {
            throw .wrongAddress(header.pageAddress, expected: start)
        }
        guard let timeline = TimelineID(header.timeline) else { throw .timelineZero }
        guard timeline <= name.timeline else {
            throw .timelineAbove(timeline, name: name.timeline)
        }
        magic = header.magic
        self.timeline = timeline
        self.start = start
        self.size = size
        systemIdentifier = found
    }

    private static func isZero(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] != 0 { return false }
        return true
    }
}
