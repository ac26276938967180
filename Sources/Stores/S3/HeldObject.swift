internal import Archive
internal import Crypto
internal import Files
internal import HTTP

/// An object's stored bytes before they are sent, in memory, or where they are many in a file.
///
/// Their number and their digest are sent before the first of them.
final class HeldObject: HTTPBody {
    /// As many bytes as a segment of the usual size has.
    static let usualMemoryLimit = 16 << 20
    /// Memory is taken, and the file read, in pieces of this size.
    private static let pieceLength = 1 << 20

    private(set) var length: UInt64 = 0
    private let environment: [String: String]
    /// More bytes than this go into a file.
    private let memoryLimit: Int
    /// Each but the last one is full; empty once they are in the file.
    private var pieces: [[UInt8]] = []
    private var file: ScratchFile?
    private var buffer: [UInt8] = []

    init(environment: [String: String], memoryLimit: Int = usualMemoryLimit) {
        self.environment = environment
        self.memoryLimit = memoryLimit
    }

    /// Appends bytes.
    func append(_ bytes: RawSpan) throws(StoreError) {
        do throws(FileError) {
            if file == nil, Int(length) + bytes.byteCount > memoryLimit { try moveToFile() }
            if let file { try file.write(bytes) } else { keep(bytes) }
        } catch {
            throw StoreError(
                .permanent,
                error.description,
                hint:
                    "An object of more than \(memoryLimit >> 20) MiB is held in a file while it is sent: set TMPDIR"
                    + " to a directory with room for it."
            )
        }
        length += UInt64(bytes.byteCount)
    }

    /// The digest of all of them.
    func digest() throws(StoreError) -> SHA256Digest {
        do throws(CryptoError) {
            var digest = try SHA256()
            for piece in pieces { try digest.update(unsafe piece.span.bytes) }
            if file != nil { try addFile(to: &digest) }
            return try digest.finalize()
        } catch {
            throw StoreError(.permanent, error.description)
        }
    }

    private func addFile(to digest: inout SHA256) throws(CryptoError) {
        var offset: UInt64 = 0
        while offset < length {
            var piece: [UInt8] = []
            do throws(HTTPBodyError) {
                try read(at: offset, limit: Self.pieceLength) { bytes in
                    unsafe bytes.withUnsafeBytes { unsafe piece.append(contentsOf: $0) }
                }
            } catch {
                throw .failed("digest of what is held: \(error.reason);")
            }
            guard !piece.isEmpty else { throw .failed("digest of what is held, which is shorter,") }
            try digest.update(unsafe piece.span.bytes)
            offset += UInt64(piece.count)
        }
    }

    func read(
        at offset: UInt64,
        limit: Int,
        receive: (RawSpan) -> Void
    ) throws(HTTPBodyError) {
        guard let file else {
            let (index, start) = Int(clamping: offset).quotientAndRemainder(
                dividingBy: Self.pieceLength
            )
            guard index < pieces.count, start < pieces[index].count else { return }
            let piece = pieces[index]
            let count = min(limit, piece.count - start)
            return receive(unsafe piece.span.extracting(start..<start + count).bytes)
        }
        if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Self.pieceLength) }
        do throws(FileError) {
            let count = try file.read(at: offset, into: &buffer)
            let filled = buffer
            if count > 0 { receive(unsafe filled.span.extracting(first: min(count, limit)).bytes) }
        } catch {
            throw HTTPBodyError(error.description)
        }
    }

    private func keep(_ bytes: RawSpan) {
        var rest = bytes
        while rest.byteCount > 0 {
            if pieces.isEmpty || pieces[pieces.count - 1].count == Self.pieceLength {
                pieces.append([])
                pieces[pieces.count - 1].reserveCapacity(Self.pieceLength)
            }
            let last = pieces.count - 1
            let count = min(rest.byteCount, Self.pieceLength - pieces[last].count)
            unsafe rest.extracting(first: count).withUnsafeBytes {
                unsafe pieces[last].append(contentsOf: $0)
            }
            rest = rest.extracting(droppingFirst: count)
        }
    }

    private func moveToFile() throws(FileError) {
        let file = try ScratchFile(environment: environment)
        for piece in pieces { try file.write(unsafe piece.span.bytes) }
        pieces = []
        self.file = file
    }
}
