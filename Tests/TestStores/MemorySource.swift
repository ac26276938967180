import Archive

/// A local file in memory, which may change or fail while it is read.
package final class MemorySource: PushSource {
    package let length: UInt64
    private let bytes: [UInt8]
    private let isChanged: Bool
    private let failingRead: Int?
    /// How often it was read.
    package private(set) var reads = 0

    /// Makes a source.
    ///
    /// - Parameters:
    ///   - bytes: what reading it gives.
    ///   - length: what it said when it was opened; nil for the truth.
    ///   - isChanged: whether it says afterwards that it was changed.
    ///   - failingRead: which read of it fails, counted from one.
    package init(
        _ bytes: [UInt8],
        length: UInt64? = nil,
        isChanged: Bool = false,
        failingRead: Int? = nil
    ) {
        self.bytes = bytes
        self.length = length ?? UInt64(bytes.count)
        self.isChanged = isChanged
        self.failingRead = failingRead
    }

    package func read(
        at offset: UInt64,
        into buffer: inout [UInt8]
    ) throws(SourceError) -> Int {
        reads += 1
        if reads == failingRead { throw SourceError("could not read \"pg_wal\": broken") }
        let rest = bytes.dropFirst(Int(clamping: offset)).prefix(buffer.count)
        buffer.replaceSubrange(0..<rest.count, with: rest)
        return rest.count
    }

    package func isUnchanged() throws(SourceError) -> Bool { !isChanged }
}
