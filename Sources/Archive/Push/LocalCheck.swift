internal import WAL

/// Checks a file before it is stored, as far as its beginning, its length and its cluster tell.
struct LocalCheck {
    let checksWAL: Bool
    let system: SystemIdentifier?

    /// Read at a time.
    private static let pieceLength = 1 << 18

    /// Reads what decides and judges it.
    func check(
        _ name: WALFileName,
        source: any PushSource
    ) throws(PushError) -> WALContent.Facts {
        let content = WALContent(name: name)
        return try check(content, upTo: content.decisiveLength, source)
    }

    /// Reads all of it, a segment's records too, which the caller judges.
    func checkWhole(
        _ name: WALFileName,
        source: any PushSource
    ) throws(PushError) -> WALContent.Facts {
        var content = WALContent(name: name)
        content.readRecords()
        let limit = max(content.decisiveLength, Int(clamping: content.lengthLimit))
        return try check(content, upTo: limit, source)
    }

    private func check(
        _ begun: WALContent,
        upTo limit: Int,
        _ source: any PushSource
    ) throws(PushError) -> WALContent.Facts {
        guard checksWAL else { return WALContent.Facts() }
        var content = begun
        var buffer = [UInt8](repeating: 0, count: min(limit, Self.pieceLength))
        var offset = 0
        while offset < limit {
            let count = try sourcing { () throws(SourceError) in
                try source.read(at: UInt64(offset), into: &buffer)
            }
            guard count > 0 else { break }
            content.receive(unsafe buffer.span.extracting(first: count).bytes)
            offset += count
        }
        do throws(FileDefect) {
            return try content.check(length: source.length, system: system)
        } catch {
            throw .localDefect(error)
        }
    }
}

/// Reads the local file from a use case that pushes.
func sourcing<Result>(
    _ call: () throws(SourceError) -> Result
) throws(PushError) -> Result {
    do throws(SourceError) {
        return try call()
    } catch {
        throw .source(error)
    }
}
