internal import Threads

/// Hands an object's bytes to the thread that stores it, in buffers that are always full but the
/// last.
struct JobFeeder {
    private let job: PartJob
    private let writers: PartWriters
    private var piece: [UInt8] = []
    private var pieceCount = 0

    /// Begins the object.
    init(_ job: PartJob, _ writers: PartWriters) throws(BackupError) {
        try writers.begin(job)
        self.job = job
        self.writers = writers
    }

    /// Takes the object's next bytes.
    mutating func append(_ bytes: RawSpan) throws(BackupError) {
        var offset = 0
        while offset < bytes.byteCount {
            if piece.isEmpty { piece = writers.stock.take() }
            let count = min(bytes.byteCount - offset, piece.count - pieceCount)
            let start = pieceCount
            unsafe piece.withUnsafeMutableBytes { piece in
                unsafe bytes.extracting(offset..<(offset + count)).withUnsafeBytes { bytes in
                    let target = unsafe UnsafeMutableRawBufferPointer(rebasing: piece[start...])
                    unsafe target.copyMemory(from: bytes)
                }
            }
            offset += count
            pieceCount += count
            if pieceCount == piece.count { try hand() }
        }
    }

    /// Ends the object; whether it is stored `PartWriters` will tell.
    mutating func finish() throws(BackupError) {
        if pieceCount > 0 { try hand() }
        job.pieces.close()
    }

    /// Gives the object up.
    func abandon() {
        job.pieces.close()
    }

    private mutating func hand() throws(BackupError) {
        try writers.check()
        job.pieces.send(Piece(buffer: piece, count: pieceCount))
        piece = []
        pieceCount = 0
    }
}
