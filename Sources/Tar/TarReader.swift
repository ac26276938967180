package import SystemPackage

/// Reads a tar archive as its bytes come, in pieces of any size: values only, no I/O.
package struct TarReader: Sendable {
    /// What the next bytes are.
    package enum Step: Equatable, Sendable {
        /// All bytes are taken; the next ones are wanted.
        case needsMore
        /// A member begins.
        case member(TarHeader)
        /// As many of the bytes just taken are content of the member.
        case content(Int)
        /// The member is complete.
        case endOfMember
        /// The archive ends; what follows is padding.
        case endOfArchive
    }

    /// A place within an archive, where another reader can go on.
    package enum Place: Equatable, Sendable {
        /// A header comes next.
        case header
        /// Content comes next.
        case content(path: FilePath, offset: UInt64, size: UInt64)
    }

    private enum State: Equatable, Sendable {
        case header
        case content(TarHeader.Content)
        case padding(UInt64)
        case end
    }

    /// Bytes taken so far.
    package private(set) var offset: UInt64 = 0
    private var state: State = .header
    private var block: [UInt8] = []

    /// Begins at a place: an archive's beginning, or where another reader stopped.
    package init(at place: Place = .header) {
        if case .content(let path, let offset, let size) = place {
            state = .content(TarHeader.Content(path: path, offset: offset, size: size))
        }
    }

    /// Where it stands; nil within a header or the padding behind a content.
    package var place: Place? {
        switch state {
        case .header, .end: block.isEmpty ? .header : nil
        case .content(let content):
            .content(path: content.path, offset: content.offset, size: content.size)
        case .padding: nil
        }
    }

    /// Whether the archive may end here: at its end, or between two members.
    package var isBetweenMembers: Bool {
        (state == .header || state == .end) && block.isEmpty
    }

    /// Whether the block of zeros that ends an archive has been read.
    package var hasEnded: Bool { state == .end }

    /// Takes some of the bytes and tells what they are.
    ///
    /// - Parameters:
    ///   - bytes: the next bytes; `consumed` of them have been taken before, and more after.
    package mutating func next(
        _ bytes: RawSpan,
        consumed: inout Int
    ) throws(TarError) -> Step {
        while true {
            let rest = bytes.byteCount - consumed
            switch state {
            case .header:
                guard fillBlock(bytes, consumed: &consumed) else { return .needsMore }
                let header = try TarHeader(block, at: offset - UInt64(block.count))
                block = []
                guard let header else {
                    state = .end
                    return .endOfArchive
                }
                state = .content(TarHeader.Content(header))
                return .member(header)
            case .content(var content):
                guard content.offset < content.size else {
                    state = content.padding == 0 ? .header : .padding(content.padding)
                    return .endOfMember
                }
                guard rest > 0 else { return .needsMore }
                let count = Int(clamping: min(UInt64(rest), content.size - content.offset))
                take(count, consumed: &consumed)
                content.offset += UInt64(count)
                state = .content(content)
                return .content(count)
            case .padding(let length):
                guard rest > 0 else { return .needsMore }
                let count = Int(clamping: min(UInt64(rest), length))
                take(count, consumed: &consumed)
                state = UInt64(count) == length ? .header : .padding(length - UInt64(count))
            case .end:
                take(rest, consumed: &consumed)
                return .needsMore
            }
        }
    }

    /// Leaves out the rest of the member's content, which the caller does not read.
    ///
    /// - Returns: how many bytes the caller has to leave out too.
    package mutating func skipContent() -> UInt64 {
        guard case .content(var content) = state else { return 0 }
        let count = content.size - content.offset
        content.offset = content.size
        state = .content(content)
        offset += count
        return count
    }

    private mutating func take(_ count: Int, consumed: inout Int) {
        consumed += count
        offset += UInt64(count)
    }

    /// Gathers a header; answers whether it is complete.
    private mutating func fillBlock(
        _ bytes: RawSpan,
        consumed: inout Int
    ) -> Bool {
        let missing = TarHeader.blockLength - block.count
        let count = min(missing, bytes.byteCount - consumed)
        let piece = bytes.extracting(consumed..<(consumed + count))
        unsafe piece.withUnsafeBytes { unsafe block.append(contentsOf: $0) }
        take(count, consumed: &consumed)
        return block.count == TarHeader.blockLength
    }
}

extension TarHeader {
    /// How far a member's content has been read.
    struct Content: Equatable, Sendable {
        let path: FilePath
        let size: UInt64
        var offset: UInt64

        init(_ header: TarHeader) {
            self.init(path: header.path, offset: 0, size: header.size)
        }

        init(path: FilePath, offset: UInt64, size: UInt64) {
            self.path = path
            self.offset = offset
            self.size = size
        }

        var padding: UInt64 {
            let block = UInt64(TarHeader.blockLength)
            return (block - size % block) % block
        }
    }
}
