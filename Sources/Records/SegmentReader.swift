package import WAL

/// Reads a segment's records from its bytes as they come, in pieces of any length; it holds a page
/// at most.
package struct SegmentReader: Sendable {
    private let name: SegmentName
    private let implementation: CRC32C.Implementation
    private var reader: RecordReader?
    private var isHopeless = false
    private var held: [UInt8] = []
    private var pageLength = LongPageHeader.length

    /// Begins a segment.
    ///
    /// - Parameters:
    ///   - name: its name, above whose timeline no page may be.
    ///   - implementation: how checksums are computed.
    package init(name: SegmentName, by implementation: CRC32C.Implementation = .best) {
        self.name = name
        self.implementation = implementation
    }

    /// Takes the next bytes.
    package mutating func receive(_ bytes: RawSpan) {
        guard !isHopeless else { return }
        var offset = 0
        if !held.isEmpty || reader == nil {
            offset = hold(bytes, from: 0, upTo: LongPageHeader.length)
            guard begin() else { return }
            offset += hold(bytes, from: offset, upTo: pageLength)
            guard held.count == pageLength else { return }
            readHeld()
        }
        while bytes.byteCount - offset >= pageLength {
            let end = offset + pageLength
            reader?.read(bytes.extracting(offset..<end))
            offset = end
        }
        _ = hold(bytes, from: offset, upTo: pageLength)
    }

    /// What all the bytes were; nil where the header is that of no segment of this name.
    package func conclude() -> SegmentRecords? {
        isHopeless ? nil : reader?.conclude()
    }

    private mutating func readHeld() {
        var page: [UInt8] = []
        swap(&page, &held)
        reader?.read(unsafe page.span.bytes)
        page.removeAll(keepingCapacity: true)
        swap(&page, &held)
    }

    /// Holds bytes until there are so many; answers how many it took.
    private mutating func hold(_ bytes: RawSpan, from offset: Int, upTo limit: Int) -> Int {
        let count = min(max(limit - held.count, 0), bytes.byteCount - offset)
        guard count > 0 else { return 0 }
        unsafe bytes.extracting(offset..<offset + count).withUnsafeBytes {
            unsafe held.append(contentsOf: $0)
        }
        return count
    }

    /// Answers whether there is a reader: the first page's header says how long pages are.
    private mutating func begin() -> Bool {
        if reader != nil { return true }
        guard let header = LongPageHeader(held.span) else { return false }
        reader = RecordReader(header, name: name, by: implementation)
        isHopeless = reader == nil
        pageLength = reader?.pageLength ?? pageLength
        return !isHopeless
    }
}
