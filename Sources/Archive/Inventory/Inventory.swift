package import WAL

/// What an archive holds, by one listing; 16 bytes of memory a segment.
package struct Inventory: Sendable {
    /// A file with its stored bytes.
    package struct Entry: Equatable, Sendable {
        /// What it is.
        package let name: ArchivedFileName
        /// Nil where the listing does not tell.
        package let size: UInt64?
    }

    /// Whole segments, by timeline and position.
    package private(set) var segments: [SegmentName] = []
    /// Everything else, by name.
    package private(set) var others: [Entry] = []
    /// Stored bytes by timeline, as far as the listing tells.
    package private(set) var bytes: [TimelineID: UInt64] = [:]

    /// Lists an archive.
    ///
    /// - Parameter seen: is told of every file.
    package init(
        of store: any Store,
        seen: () -> Void = {}
    ) throws(StoreError) {
        try store.listObjects(prefix: "", after: nil) { object in
            if let file = object.key.file { add(file, size: object.size) }
            seen()
            return true
        }
        segments.sort()
        others.sort { $0.name.description < $1.name.description }
    }

    private mutating func add(_ file: ArchivedFileName, size: UInt64?) {
        bytes[file.file.timeline, default: 0] &+= size ?? 0
        if file.kept == nil, case .segment(let segment) = file.file {
            segments.append(segment)
        } else {
            others.append(Entry(name: file, size: size))
        }
    }

    /// How many files there are.
    package var count: Int { segments.count + others.count }

    /// Timelines that have any file.
    package var timelines: [TimelineID] { bytes.keys.sorted() }

    /// The timelines whose history files are there.
    package var histories: [TimelineID] {
        others.compactMap { entry in
            guard entry.name.kept == nil, case .history(let timeline) = entry.name.file else {
                return nil
            }
            return timeline
        }
    }

    /// A timeline's segments.
    package func segments(of timeline: TimelineID) -> ArraySlice<SegmentName> {
        let begin = segments.partitioningIndex { $0.timeline >= timeline }
        let end = segments.partitioningIndex { $0.timeline > timeline }
        return segments[begin..<end]
    }

    /// Whether a segment is there.
    package func holds(_ segment: SegmentName) -> Bool {
        let index = segments.partitioningIndex { $0 >= segment }
        return index < segments.endIndex && segments[index] == segment
    }
}

extension Array {
    /// The first index from which on a condition holds, which holds for all behind it too.
    func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
