internal import CZstd

/// One file being compressed into one zstd frame, with zstd's own checksum in it.
@safe package struct ZstdCompressor: ~Copyable {
    private let context: OpaquePointer
    private var piece: [UInt8]

    /// Begins a frame.
    ///
    /// - Parameters:
    ///   - level: zstd's level, negative ones included.
    ///   - size: the plain bytes to come, which the frame's header then tells; nil: not known.
    package init(level: Int, size: UInt64?) throws(CodecError) {
        unsafe context = try Self.makeContext(level: level, size: size)
        piece = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
    }

    private static func makeContext(
        level: Int,
        size: UInt64?
    ) throws(CodecError) -> OpaquePointer {
        guard let context = unsafe ZSTD_createCCtx() else { throw .zstd("out of memory") }
        do throws(CodecError) {
            let level = Int32(clamping: level)
            try check(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level))
            try check(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
            if let size { try check(unsafe ZSTD_CCtx_setPledgedSrcSize(context, size)) }
        } catch {
            _ = unsafe ZSTD_freeCCtx(context)
            throw error
        }
        return unsafe context
    }

    deinit {
        _ = unsafe ZSTD_freeCCtx(context)
    }

    /// Bytes that a frame's compression takes, at most.
    static func memory(level: Int) -> Int {
        ZSTD_estimateCStreamSize(Int32(clamping: level))
    }

    /// Compresses further bytes.
    ///
    /// - Parameters:
    ///   - input: the next plain bytes.
    ///   - isLast: whether the frame ends with them.
    ///   - output: gets what zstd has ready, possibly nothing.
    package mutating func compress(
        _ input: RawSpan,
        isLast: Bool,
        appendingTo output: inout [UInt8]
    ) throws(CodecError) {
        let operation = isLast ? ZSTD_e_end : ZSTD_e_continue
        var consumed = 0
        while true {
            var produced = 0
            let result = unsafe input.withUnsafeBytes { plain in
                unsafe piece.withUnsafeMutableBytes { compressed in
                    unsafe ZSTD_compressStream2_simpleArgs(
                        context,
                        compressed.baseAddress,
                        compressed.count,
                        &produced,
                        plain.baseAddress,
                        plain.count,
                        &consumed,
                        operation
                    )
                }
            }
            try Self.check(result)
            output += piece.prefix(produced)
            // At the end: nothing is left inside. Before: all input is taken.
            if isLast ? result == 0 : consumed == input.byteCount { return }
        }
    }

    private static func check(_ result: Int) throws(CodecError) {
        guard ZSTD_isError(result) != 0 else { return }
        throw .zstd(unsafe String(cString: ZSTD_getErrorName(result)))
    }
}
