internal import Tar

/// Cuts an archive's bytes into parts as they come, and notes what each part begins with.
struct PartCutter {
    /// The two blocks of zeros that end a tar archive; servers before 15 leave them out.
    private static let terminator = [UInt8](repeating: 0, count: 2 * TarHeader.blockLength)

    private let file: String
    private let name: BackupName
    private let writers: PartWriters
    private let partBytes: UInt64
    private var reader = TarReader()
    private var notes = ArchiveNotes()
    private var part: JobFeeder?
    private var filled: UInt64 = 0
    private var partCount = 0

    /// Begins an archive.
    ///
    /// - Parameter partBytes: a multiple of 512, so that no header is cut.
    init(_ file: String, of name: BackupName, writers: PartWriters, partBytes: UInt64) {
        self.file = file
        self.name = name
        self.writers = writers
        self.partBytes = partBytes
    }

    /// Takes the archive's next bytes.
    mutating func append(_ bytes: RawSpan) throws(BackupError) {
        var offset = 0
        while offset < bytes.byteCount {
            if part == nil { part = try beginPart() }
            let count = min(bytes.byteCount - offset, Int(clamping: partBytes - filled))
            let span = bytes.extracting(offset..<(offset + count))
            try note(span)
            try part?.append(span)
            offset += count
            filled += UInt64(count)
            if filled == partBytes { try endPart() }
        }
    }

    /// Ends the archive.
    ///
    /// - Returns: how many parts it has, and what was noted of it.
    mutating func finish() throws(BackupError) -> (partCount: Int, notes: ArchiveNotes) {
        guard reader.isBetweenMembers else {
            throw .tar(.truncated(offset: reader.offset), file: file)
        }
        if !reader.hasEnded { try append(unsafe Self.terminator.span.bytes) }
        try endPart()
        return (partCount, notes)
    }

    /// Gives the archive up: what was begun ends, and nothing of it counts.
    func abandon() {
        part?.abandon()
    }

    private mutating func note(_ bytes: RawSpan) throws(BackupError) {
        var consumed = 0
        do throws(TarError) {
            while true {
                switch try reader.next(bytes, consumed: &consumed) {
                case .needsMore: return
                case .member(let header): notes.begin(header)
                case .content(let count):
                    notes.append(bytes.extracting((consumed - count)..<consumed))
                case .endOfMember: notes.end()
                case .endOfArchive: continue
                }
            }
        } catch {
            throw .tar(error, file: file)
        }
    }

    private mutating func beginPart() throws(BackupError) -> JobFeeder {
        guard let place = reader.place else {
            throw .tar(.damagedHeader(offset: reader.offset), file: file)
        }
        partCount += 1
        let continues: PartDescription.Continuation? =
            switch place {
            case .header: nil
            case .content(let path, let offset, let size):
                PartDescription.Continuation(path, offset: offset, size: size)
            }
        let job = PartJob(
            PartJob.Place(file: file, number: partCount),
            object: try name.object(ArchiveDescription.part(file, partCount)),
            continues: continues
        )
        return try JobFeeder(job, writers)
    }

    private mutating func endPart() throws(BackupError) {
        try part?.finish()
        part = nil
        filled = 0
    }
}
