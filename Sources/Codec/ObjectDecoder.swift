internal import Crypto

/// Reads a stored object, whatever its form, as its bytes come in.
///
/// It never trusts them: what is wrong is kept as a `CodecError` until `finish`.
package final class ObjectDecoder {
    /// Plain bytes are handed on in pieces of this size at most.
    private static let pieceLength = 1 << 18

    private let plainLimit: UInt64
    private let begun: (StoredForm) -> Void
    private let receive: (RawSpan) -> Bool
    private var form: StoredForm?
    private var firstBytes: [UInt8] = []
    private var lastBytes: [UInt8] = []
    private var storedLength: UInt64 = 0
    private var plainLength: UInt64 = 0
    private var digest: ConcurrentSHA256?
    private var decompressor: ZstdDecompressor?
    /// The buffer for the next plain bytes; empty once they are handed on.
    private var piece: [UInt8] = []
    private var failure: CodecError?

    /// Begins an object.
    ///
    /// - Parameters:
    ///   - plainLimit: more plain bytes than this are damage, however well compressed.
    ///   - begun: is told the form, before the first plain byte.
    ///   - receive: gets the plain bytes in order; answers whether it wants more.
    package init(
        plainLimit: UInt64,
        begun: @escaping (StoredForm) -> Void = { _ in },
        receive: @escaping (RawSpan) -> Bool
    ) {
        self.begun = begun
        self.plainLimit = plainLimit
        self.receive = receive
    }

    /// Takes the object's next bytes; answers whether more are wanted.
    package func consume(_ stored: RawSpan) -> Bool {
        guard failure == nil else { return false }
        do throws(CodecError) {
            return try take(stored)
        } catch {
            failure = error
            return false
        }
    }

    /// Tells what the object was, once all its bytes have been taken.
    package func finish() throws(CodecError) -> DecodedObject {
        if let failure { throw failure }
        // An object shorter than any magic number is plain.
        if form == nil, try !begin() { throw .truncated }
        let isComplete = decompressor?.isAtFrameEnd ?? true
        guard isComplete else { throw .truncated }
        // A plain file may end in any bytes, these too: there a frame is a hint at most.
        let frame =
            form == .zstd
            ? try DigestFrame(lastBytes: lastBytes)
            : (try? DigestFrame(lastBytes: lastBytes)) ?? nil
        guard let digest = try finalizedDigest() else { throw .digest("no digest was begun") }
        return DecodedObject(
            form: form ?? .plain,
            storedLength: storedLength,
            plainLength: plainLength,
            digest: digest,
            frame: frame
        )
    }

    private func take(_ stored: RawSpan) throws(CodecError) -> Bool {
        storedLength += UInt64(stored.byteCount)
        remember(stored)
        if form != nil { return try decode(stored) }
        firstBytes += unsafe stored.withUnsafeBytes { unsafe Array($0) }
        guard firstBytes.count >= StoredForm.decisiveLength else { return true }
        return try begin()
    }

    /// Decides the form and decodes what has been held back for that.
    private func begin() throws(CodecError) -> Bool {
        let form = StoredForm(firstBytes: firstBytes)
        self.form = form
        begun(form)
        do throws(CryptoError) {
            digest = try ConcurrentSHA256(pieceLength: Self.pieceLength)
        } catch {
            throw .digest(error.description)
        }
        switch form {
        case .plain: break
        case .zstd:
            decompressor = try ZstdDecompressor()
        case .age, .gzip, .lz4, .xz, .bzip2: throw .unsupportedForm(form)
        }
        let held = firstBytes
        firstBytes = []
        return try decode(unsafe held.span.bytes)
    }

    private func decode(_ stored: RawSpan) throws(CodecError) -> Bool {
        try form == .zstd ? decompress(stored) : copy(stored)
    }

    private func decompress(_ stored: RawSpan) throws(CodecError) -> Bool {
        var consumed = 0
        while true {
            try takeBuffer()
            let count = try decompressor?.step(stored, consumed: &consumed, into: &piece) ?? 0
            let isFull = count == piece.count
            if count > 0, try !handOn(count) { return false }
            if !isFull, consumed == stored.byteCount { return true }
        }
    }

    private func copy(_ stored: RawSpan) throws(CodecError) -> Bool {
        var offset = 0
        while offset < stored.byteCount {
            try takeBuffer()
            let rest = stored.extracting(droppingFirst: offset)
            let count = min(rest.byteCount, piece.count)
            unsafe piece.withUnsafeMutableBytes { piece in
                unsafe rest.extracting(first: count).withUnsafeBytes {
                    unsafe piece.copyMemory(from: $0)
                }
            }
            offset += count
            guard try handOn(count) else { return false }
        }
        return true
    }

    private func takeBuffer() throws(CodecError) {
        if piece.isEmpty { piece = digest?.spare() ?? [] }
        guard !piece.isEmpty else { throw .digest("no digest was begun") }
    }

    /// Hands on the buffer's first bytes, while they are digested beside it.
    private func handOn(_ count: Int) throws(CodecError) -> Bool {
        let plain = piece
        piece = []
        plainLength += UInt64(count)
        guard plainLength <= plainLimit else { throw .tooLong(limit: plainLimit) }
        digest?.update(plain, count: count)
        return receive(unsafe plain.span.extracting(first: count).bytes)
    }

    private func finalizedDigest() throws(CodecError) -> SHA256Digest? {
        do throws(CryptoError) {
            guard let digest = digest.take() else { return nil }
            return try digest.finalize()
        } catch {
            throw .digest(error.description)
        }
    }

    /// Keeps the last bytes seen, where a digest frame would stand.
    private func remember(_ stored: RawSpan) {
        let kept = stored.extracting(last: min(stored.byteCount, DigestFrame.length))
        lastBytes += unsafe kept.withUnsafeBytes { unsafe Array($0) }
        lastBytes.removeFirst(max(0, lastBytes.count - DigestFrame.length))
    }
}
