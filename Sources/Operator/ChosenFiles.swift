internal import Archive
internal import WAL

/// The files of one run in their order: segments, of which there may be a million, then
/// everything else; 16 bytes of memory a segment.
struct ChosenFiles: Sendable {
    private let segments: [SegmentName]
    private let others: [ArchivedFileName]

    init(segments: [SegmentName], others: [ArchivedFileName]) {
        self.segments = segments
        self.others = others
    }

    var count: Int { segments.count + others.count }

    subscript(index: Int) -> ArchivedFileName {
        index < segments.count
            ? ArchivedFileName(.segment(segments[index])) : others[index - segments.count]
    }

    /// Where a name stands; nil for one that is not among them.
    func index(of name: String) -> Int? {
        (0..<count).first { self[$0].description == name }
    }
}
