internal import Codec
internal import Synchronization
internal import Threads

/// Buffers that go round between the thread that receives and those that compress.
///
/// There is a fixed number of them: who takes one waits until one is given back. It is more than a
/// part, so that two parts are compressed at once.
final class PieceStock: Sendable {
    /// 96 MiB.
    private static let limit = 384

    private let spare = Mutex<[[UInt8]]>([])
    private let room = Semaphore(count: UInt32(limit))

    /// A buffer that may be written.
    func take() -> [UInt8] {
        room.wait()
        return spare.withLock { $0.popLast() }
            ?? [UInt8](repeating: 0, count: FileEncoder.pieceLength)
    }

    /// Gives a buffer back.
    func put(_ buffer: [UInt8]) {
        spare.withLock { $0.append(buffer) }
        room.signal()
    }
}

/// A buffer's first bytes.
struct Piece: Sendable {
    let buffer: [UInt8]
    let count: Int
}
