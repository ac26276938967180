internal import Codec
internal import WAL

/// The local file on its way into a staged object: one pass, so that the digest is of the very
/// bytes that are stored.
struct Encoding {
    let source: any PushSource
    let options: Push.Options
    /// For the digest frame; nil where it is unknown.
    let system: SystemIdentifier?

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
                compressionLevel: options.compressionLevel,
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
