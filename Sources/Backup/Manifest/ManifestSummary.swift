internal import Files
internal import FoundationEssentials
internal import SystemPackage
internal import WAL

/// What the end of a backup manifest tells: the WAL that the backup needs.
struct ManifestSummary {
    /// The ranges stand behind the files and have a hundred bytes each.
    private static let tailLength: UInt64 = 1 << 16

    private struct Range: Decodable {
        let timeline: UInt32
        let start: String
        let end: String

        enum CodingKeys: String, CodingKey {
            case timeline = "Timeline"
            case start = "Start-LSN"
            case end = "End-LSN"
        }

        /// Where it ends.
        var last: (TimelineID, LSN)? {
            guard let timeline = TimelineID(timeline), let end = LSN(end) else { return nil }
            return (timeline, end)
        }
    }

    /// The timeline on which the backup ends.
    let timeline: TimelineID
    /// Where the backup ends.
    let end: LSN

    /// Reads a manifest's last bytes.
    init(of path: FilePath) throws(BackupError) {
        let file: ReadableFile
        do throws(ReadableFile.Refusal) {
            file = try ReadableFile(opening: path)
        } catch {
            throw .refused(
                "could not read \"\(path)\", which tells where the backup ends"
                    + " HINT: Take the backup without --no-manifest."
            )
        }
        let start = file.length > Self.tailLength ? file.length - Self.tailLength : 0
        var buffer = [UInt8](repeating: 0, count: Int(Self.tailLength))
        let count = try BackupError.file { () throws(FileError) in
            try file.read(at: start, into: &buffer)
        }
        let tail = String(decoding: buffer.prefix(count), as: UTF8.self)
        guard let begin = tail.firstRange(of: "\"WAL-Ranges\": ")?.upperBound,
            let close = tail[begin...].firstIndex(of: "]"),
            let ranges = try? JSONDecoder().decode(
                [Range].self,
                from: Data(tail[begin...close].utf8)
            ), let last = ranges.compactMap(\.last).max(by: { $0 < $1 })
        else { throw .damaged(path.string, reason: "it has no WAL-Ranges") }
        (timeline, end) = last
    }
}
