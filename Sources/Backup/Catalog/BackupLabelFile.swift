package import WAL

/// The file `backup_label` of a backup (`build_backup_content`): where its recovery begins.
package struct BackupLabelFile: Equatable, Sendable {
    /// Where recovery begins to read WAL.
    package let startLSN: LSN
    /// The segment that holds it.
    package let startSegment: SegmentName
    /// Whether a standby sent it.
    package let fromStandby: Bool
    /// Who asked for it.
    package let label: String
    /// Where the backup begins that this one builds on; nil for a full one.
    package let incrementalFrom: LSN?

    /// Reads a file's bytes; nil for anything else.
    package init?(_ bytes: [UInt8]) {
        var values: [Substring: Substring] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { continue }
            values[line[..<colon.lowerBound]] = line[colon.upperBound...]
        }
        let words = values["START WAL LOCATION"]?.split(separator: " ") ?? []
        guard words.count == 3, let startLSN = LSN(words[0]), words[1] == "(file",
            let startSegment = SegmentName(words[2].dropLast())
        else { return nil }
        self.startLSN = startLSN
        self.startSegment = startSegment
        fromStandby = values["BACKUP FROM"] == "standby"
        label = values["LABEL"].map(String.init) ?? ""
        incrementalFrom = values["INCREMENTAL FROM LSN"].flatMap { LSN($0) }
    }
}
