/// A SHA-256 that is computed beside the work on the same bytes, by a second thread.
///
/// The digest of a segment takes as long as writing it does. A file that fits into one piece is
/// digested at once, without a thread.
package struct ConcurrentSHA256: ~Copyable {
    private let worker: DigestWorker

    /// Begins a digest.
    ///
    /// - Parameter pieceLength: the length of the buffers that `spare` gives.
    package init(pieceLength: Int) throws(CryptoError) {
        worker = try DigestWorker(pieceLength: pieceLength)
    }

    deinit {
        worker.abandon()
    }

    /// Adds a buffer's first bytes; the buffer is not to be changed after that.
    package borrowing func update(_ buffer: [UInt8], count: Int) {
        worker.update(buffer, count: count)
    }

    /// A buffer that may be written: one that has been digested, or a new one.
    package borrowing func spare() -> [UInt8] {
        worker.spare()
    }

    /// Ends the digest, waiting for the thread.
    package consuming func finalize() throws(CryptoError) -> SHA256Digest {
        try worker.finalize()
    }
}
