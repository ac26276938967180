package import Files
package import WAL

/// How many segments may lie ahead of PostgreSQL, begun or ready.
///
/// It doubles whenever PostgreSQL has caught up, as a file system reads ahead, and so stays small
/// where replay is slow.
package struct PrefetchWindow: Equatable, Sendable {
    /// Bytes that lie ahead at most, whatever there is room for.
    package static let largest: UInt64 = 1 << 30
    /// In memory, where other things need the room.
    package static let largestInMemory = 4

    /// Segments now.
    package var count: Int { min(wanted, room) }
    /// The largest.
    package let limit: Int

    private var wanted: Int
    /// For so many there is room now.
    private var room = Int.max

    /// Begins with a small window.
    ///
    /// - Parameters:
    ///   - limit: the largest; 0 for none at all.
    ///   - jobs: how many segments are fetched at once.
    package init(limit: Int, jobs: Int) {
        self.limit = max(limit, 0)
        wanted = min(max(jobs, 1) * 2, self.limit)
    }

    /// How many segments there is room for: a gibibyte, half of what is free, and little in memory.
    package static func limit(size: SegmentSize, space: FileSystemSpace) -> Int {
        let bytes = min(largest, space.free / 2)
        let count = Int(clamping: bytes / size.bytes)
        return space.isMemory ? min(count, largestInMemory) : count
    }

    /// PostgreSQL waits for what is not ready.
    package mutating func grow() {
        wanted = min(wanted * 2, limit)
    }

    /// Others use the same file system: never more lies ahead than as much is free beside it.
    ///
    /// - Parameter count: segments for which there would be room still.
    package mutating func keepFree(_ count: Int) {
        room = max(count, 0)
    }
}
