internal import Synchronization
internal import Threads

/// What `ConcurrentSHA256` and its thread share.
final class DigestWorker: Sendable {
    /// How many pieces may wait; bounds the memory.
    private static let depth = 4

    private struct State: ~Copyable {
        /// Of the pieces that were digested at once; the thread takes it over.
        var digest: SHA256?
        var result: Result<SHA256Digest, CryptoError>?
        var failure: CryptoError?
        var waiting: [Piece] = []
        var spare: [[UInt8]] = []
        var pieceCount = 0
        var hasThread = false
        var isEnded = false
    }

    private enum Piece: Sendable {
        case bytes([UInt8], count: Int)
        case end
    }

    private let state: Mutex<State>
    private let filled = Semaphore(count: 0)
    private let room = Semaphore(count: UInt32(depth))
    private let done = Semaphore(count: 0)
    private let pieceLength: Int

    /// Begins a digest.
    ///
    /// - Parameter pieceLength: the length of the buffers that `spare` gives.
    init(pieceLength: Int) throws(CryptoError) {
        self.pieceLength = pieceLength
        state = Mutex(State(digest: try SHA256()))
    }

    /// Adds a buffer's first bytes, which must not be changed until `spare` gives the buffer back.
    func update(_ buffer: [UInt8], count: Int) {
        let isDone = state.withLock { state in
            state.pieceCount += 1
            if state.pieceCount == 2 {
                state.hasThread = Thread.start { [self] in run() }
            }
            guard !state.hasThread else { return false }
            Self.digest(buffer, count, &state)
            state.spare.append(buffer)
            return true
        }
        if !isDone { hand(over: .bytes(buffer, count: count)) }
    }

    /// A buffer that may be written: one that has been digested, or a new one.
    func spare() -> [UInt8] {
        let used = state.withLock { $0.spare.popLast() }
        return used ?? [UInt8](repeating: 0, count: pieceLength)
    }

    /// Lets the thread end, whose result nobody wants.
    func abandon() {
        if state.withLock({ $0.hasThread && !$0.isEnded }) { end() }
    }

    private func end() {
        state.withLock { $0.isEnded = true }
        hand(over: .end)
    }

    /// Ends the digest, waiting for the thread.
    func finalize() throws(CryptoError) -> SHA256Digest {
        if state.withLock({ $0.hasThread }) {
            end()
            done.wait()
        } else {
            state.withLock { Self.finish(&$0) }
        }
        let result = state.withLock { $0.result }
        guard let result else { throw .failed("digest, which was ended twice,") }
        return try result.get()
    }

    private func hand(over piece: Piece) {
        room.wait()
        state.withLock { $0.waiting.append(piece) }
        filled.signal()
    }

    /// The thread: digests piece after piece.
    private func run() {
        var digest = state.withLock { $0.digest.take() }
        var failure: CryptoError?
        while true {
            filled.wait()
            let piece = state.withLock { $0.waiting.removeFirst() }
            room.signal()
            guard case .bytes(let buffer, let count) = piece else { break }
            if failure == nil {
                do throws(CryptoError) {
                    try digest?.update(unsafe buffer.span.extracting(first: count).bytes)
                } catch {
                    failure = error
                }
            }
            state.withLock { $0.spare.append(buffer) }
        }
        let result = Self.result(of: digest.take(), failure)
        state.withLock { $0.result = result }
        done.signal()
    }

    private static func digest(_ buffer: [UInt8], _ count: Int, _ state: inout State) {
        guard state.failure == nil else { return }
        do throws(CryptoError) {
            try state.digest?.update(unsafe buffer.span.extracting(first: count).bytes)
        } catch {
            state.failure = error
        }
    }

    private static func finish(_ state: inout State) {
        state.result = result(of: state.digest.take(), state.failure)
    }

    private static func result(
        of digest: consuming SHA256?,
        _ failure: CryptoError?
    ) -> Result<SHA256Digest, CryptoError> {
        if let failure { return .failure(failure) }
        guard let digest else { return .failure(.failed("digest, which was ended twice,")) }
        do throws(CryptoError) {
            return .success(try digest.finalize())
        } catch {
            return .failure(error)
        }
    }
}
