internal import Codec
package import WAL

extension Store {
    /// Reads a small plain object whole; nil when there is none.
    ///
    /// - Parameter limit: more bytes than this are not read.
    package func contents(of key: ObjectKey, limit: Int) throws(StoreError) -> [UInt8]? {
        var contents: [UInt8] = []
        let object = try read(key) { bytes in
            unsafe bytes.withUnsafeBytes { unsafe contents.append(contentsOf: $0) }
            return contents.count < limit
        }
        return object == nil ? nil : contents
    }

    /// Whose archive this is; nil where no marker says it.
    ///
    /// A marker that cannot be read is an error, never "absent".
    package func marker() throws(StoreError) -> ClusterMarker? {
        let limit = ClusterMarker.lengthLimit
        let bytes: [UInt8]?
        do throws(StoreError) {
            bytes = try contents(of: .marker, limit: limit)
        } catch {
            throw StoreError(
                error.kind == .notAFile ? .permanent : error.kind,
                error.reason,
                hint: error.hint
            )
        }
        guard let bytes else { return nil }
        guard let marker = ClusterMarker(bytes) else {
            throw StoreError(
                .permanent,
                "\"\(url)/\(ObjectKey.marker)\" is damaged",
                hint: "Compare it with its description in the README; if it cannot be repaired,"
                    + " move it away: the next push writes a new one where the archive's segments"
                    + " prove whose they are."
            )
        }
        return marker
    }

    /// The cluster that this archive's files must be of.
    ///
    /// By hand, where no data directory tells it, the archive's own marker does.
    func expectedSystem(known system: SystemIdentifier?) throws(StoreError) -> SystemIdentifier? {
        if let system { return system }
        return try marker()?.system
    }

    /// The cluster that a segment's own header names; nil when the object tells none: it is gone,
    /// damaged, or no segment.
    package func systemOfSegment(_ segment: SegmentName) throws(StoreError) -> SystemIdentifier? {
        header(of: try firstPlainBytes(segment))
            .flatMap { SystemIdentifier($0.systemIdentifier) }
    }

    /// The segment size that a segment's own header names, under the same conditions.
    package func sizeOfSegment(_ segment: SegmentName) throws(StoreError) -> SegmentSize? {
        header(of: try firstPlainBytes(segment))
            .flatMap { SegmentSize(bytes: UInt64($0.segmentSize)) }
    }

    private func header(of bytes: [UInt8]) -> LongPageHeader? {
        guard let header = LongPageHeader(bytes.span), header.magic.writer != .unsupported else {
            return nil
        }
        return header
    }

    private func firstPlainBytes(_ segment: SegmentName) throws(StoreError) -> [UInt8] {
        var first: [UInt8] = []
        let limit = SegmentSize.range.upperBound
        let decoder = ObjectDecoder(plainLimit: limit) { plain in
            let missing = LongPageHeader.length - first.count
            let piece = plain.extracting(first: min(max(missing, 0), plain.byteCount))
            unsafe piece.withUnsafeBytes { unsafe first.append(contentsOf: $0) }
            return first.count < LongPageHeader.length
        }
        do throws(StoreError) {
            _ = try read(ObjectKey(.segment(segment))) { decoder.consume($0) }
        } catch {
            // What stands in a segment's place proves nothing, but is no reason to give up.
            if error.kind != .notAFile { throw error }
        }
        return first
    }
}
