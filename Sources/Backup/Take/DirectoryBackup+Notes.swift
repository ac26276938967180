internal import Files
internal import SystemPackage
internal import Tar

extension DirectoryBackup {
    /// Reads the headers of base.tar and the few files that tell what backup it is.
    func notes() throws(BackupError) -> ArchiveNotes {
        let name = "base.tar"
        let file = try open(name)
        var notes = ArchiveNotes()
        var reader = TarReader()
        var buffer = [UInt8](repeating: 0, count: TarHeader.blockLength)
        while !reader.hasEnded {
            let count = try BackupError.file { () throws(FileError) in
                try file.read(at: reader.offset, into: &buffer)
            }
            guard count > 0 else { break }
            do throws(TarError) {
                try Self.note(
                    unsafe buffer.span.extracting(first: count).bytes,
                    &reader,
                    &notes
                )
            } catch {
                throw .tar(error, file: "\(path.appending(name))")
            }
        }
        guard reader.isBetweenMembers else {
            throw .tar(.truncated(offset: reader.offset), file: "\(path.appending(name))")
        }
        return notes
    }

    private static func note(
        _ bytes: RawSpan,
        _ reader: inout TarReader,
        _ notes: inout ArchiveNotes
    ) throws(TarError) {
        var consumed = 0
        while true {
            switch try reader.next(bytes, consumed: &consumed) {
            case .needsMore: return
            case .endOfArchive: return
            case .member(let header):
                notes.begin(header)
                // What is not noted is left out, the rest of these bytes with it.
                if !notes.isNoting, reader.skipContent() > 0 { return }
            case .content(let count):
                notes.append(bytes.extracting((consumed - count)..<consumed))
            case .endOfMember: notes.end()
            }
        }
    }
}
