internal import WAL

/// Checks a file before it is stored, as far as its beginning, its length and its cluster tell.
struct LocalCheck {
    let checksWAL: Bool
    let system: SystemIdentifier?

    /// Reads what decides and judges it.
    func check(
        _ name: WALFileName,
        source: any PushSource
    ) throws(PushError) -> WALContent.Facts {
        guard checksWAL else { return WALContent.Facts() }
        var content = WALContent(name: name)
        let limit = Int(clamping: content.decisiveLength)
        var buffer = [UInt8](repeating: 0, count: limit)
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
