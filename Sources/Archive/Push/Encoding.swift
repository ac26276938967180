internal import Codec
internal import WAL

/// The local file on its way into a staged object: one pass, so that the digest is of the very
/// bytes that are stored.
struct Encoding {
    let source: any PushSource
    /// zstd's level; nil stores plain bytes.
    let compressionLevel: Int?
    /// For the digest frame; nil where it is unknown.
    let system: SystemIdentifier?

    /// What makes a file itself, without storing it.
    static func identity(of source: any PushSource) throws(PushError) -> FileIdentity {
        try Self(source: source, compressionLevel: nil, system: nil)
            .run { (_) throws(StoreError) in }
    }

    /// Whether plain bytes would be taken for another form by their beginning, so that nobody could
    /// read them back; only WAL that is not PostgreSQL's begins like that.
    static func looksStored(_ source: any PushSource) throws(PushError) -> Bool {
        var buffer = [UInt8](repeating: 0, count: StoredForm.decisiveLength)
        var first: [UInt8] = []
        while first.count < StoredForm.decisiveLength {
            let count = try sourcing { () throws(SourceError) in
                try source.read(at: UInt64(first.count), into: &buffer)
            }
            guard count > 0 else { break }
            first += buffer.prefix(count)
        }
        return StoredForm(firstBytes: first) != .plain
    }

    /// Encodes the whole file.
    ///
    /// - Parameter write: gets the stored bytes in order.
    func run(
        write: (RawSpan) throws(StoreError) -> Void
    ) throws(PushError) -> FileIdentity {
        var encoder = try begin()
        let storesPlain = encoder.storesPlain
        var output: [UInt8] = []
        var offset: UInt64 = 0
        while true {
            var buffer = encoder.buffer()
            let count = try sourcing { () throws(SourceError) in
                try source.read(at: offset, into: &buffer)
            }
            offset += UInt64(count)
            let isLast = count == 0
            // Before the encoder sees it, which was promised another length.
            guard isLast ? offset == source.length : offset <= source.length else {
                throw .source(.changed)
            }
            try coding { () throws(CodecError) in
                try encoder.encode(buffer, count: count, isLast: isLast, appendingTo: &output)
            }
            if isLast { break }
            try storing { () throws(StoreError) in
                if storesPlain {
                    try write(unsafe buffer.span.extracting(first: count).bytes)
                } else {
                    try write(unsafe output.span.bytes)
                }
            }
            output.removeAll(keepingCapacity: true)
        }
        guard try sourcing(source.isUnchanged) else { throw .source(.changed) }
        return try finish(encoder, rest: &output, write: write)
    }

    private func begin() throws(PushError) -> FileEncoder {
        do throws(CodecError) {
            return try FileEncoder(
                compressionLevel: compressionLevel,
                size: source.length
            )
        } catch {
            throw .failed(error.description)
        }
    }

    private func finish(
        _ encoder: consuming FileEncoder,
        rest: inout [UInt8],
        write: (RawSpan) throws(StoreError) -> Void
    ) throws(PushError) -> FileIdentity {
        let identity: FileIdentity
        do throws(CodecError) {
            identity = try encoder.finish(system: system, appendingTo: &rest)
        } catch {
            throw .failed(error.description)
        }
        do throws(StoreError) {
            try write(unsafe rest.span.bytes)
        } catch {
            throw .store(error)
        }
        return identity
    }

    private func coding(_ call: () throws(CodecError) -> Void) throws(PushError) {
        do throws(CodecError) {
            try call()
        } catch {
            throw .failed(error.description)
        }
    }
}
