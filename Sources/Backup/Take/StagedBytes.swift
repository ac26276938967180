internal import Archive

/// Stored bytes on their way into an object; after a failure the rest is dropped.
struct StagedBytes {
    /// Written at a time.
    private static let pieceLength = 1 << 20

    /// What waits to be written.
    var pending: [UInt8] = []
    /// Bytes written.
    private(set) var count: UInt64 = 0
    /// Why nothing more is written.
    private(set) var failure: StoreError?
    private let object: any StagedObject

    init(_ object: any StagedObject) {
        self.object = object
        pending.reserveCapacity(Self.pieceLength)
    }

    /// Writes what waits.
    mutating func write() {
        defer { pending.removeAll(keepingCapacity: true) }
        guard failure == nil, !pending.isEmpty else { return }
        do throws(StoreError) {
            try object.write(unsafe pending.span.bytes)
            count += UInt64(pending.count)
        } catch {
            failure = error
        }
    }
}
