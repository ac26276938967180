extension RawSpan {
    /// A number as PostgreSQL writes it on every machine that we support.
    ///
    /// The caller has checked that it lies within.
    @inline(__always)
    func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(
        _: Value.Type,
        at offset: Int
    ) -> Value {
        Value(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
