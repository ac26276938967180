internal import CZstd

/// Reads zstd frames one after another, skipping the skippable.
@safe package struct ZstdDecompressor: ~Copyable {
    /// The largest window that is accepted, 16 MiB, since it is held in memory.
    ///
    /// What we write needs 4 MiB at most; only a foreign file made with `--long` or `--ultra` may
    /// need more.
    static let windowLogLimit: Int32 = 24

    private let context: OpaquePointer
    /// Whether the last frame is complete.
    package private(set) var isAtFrameEnd = true

    /// Begins before the first frame; fails for want of memory only.
    package init() throws(CodecError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw .zstd("out of memory") }
        unsafe self.context = context
        // Fails for a limit out of range only, and ours is a constant within it.
        _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogLimit)
    }

    deinit {
        _ = unsafe ZSTD_freeDCtx(context)
    }

    /// Takes some of the input and gives some output.
    ///
    /// - Parameters:
    ///   - input: compressed bytes; `consumed` of them have been taken before, and more after.
    ///   - output: gets plain bytes from its beginning.
    /// - Returns: how many bytes of output there are. Fewer than fit means that all input is used.
    package mutating func step(
        _ input: RawSpan,
        consumed: inout Int,
        into output: inout [UInt8]
    ) throws(CodecError) -> Int {
        // Asked without input, zstd would begin a frame that is not there.
        if isAtFrameEnd, consumed == input.byteCount { return 0 }
        var produced = 0
        let result = unsafe input.withUnsafeBytes { compressed in
            unsafe output.withUnsafeMutableBytes { plain in
                unsafe ZSTD_decompressStream_simpleArgs(
                    context,
                    plain.baseAddress,
                    plain.count,
                    &produced,
                    compressed.baseAddress,
                    compressed.count,
                    &consumed
                )
            }
        }
        guard ZSTD_isError(result) == 0 else {
            throw Self.error(result)
        }
        isAtFrameEnd = result == 0
        return produced
    }

    private static func error(_ result: Int) -> CodecError {
        switch ZSTD_getErrorCode(result) {
        case ZSTD_error_frameParameter_windowTooLarge: .windowTooLarge
        // Its words are of our buffers, which have nothing to do with it.
        case ZSTD_error_dstSize_tooSmall: .damaged("a frame holds more than it says")
        default: .damaged(unsafe String(cString: ZSTD_getErrorName(result)))
        }
    }
}
