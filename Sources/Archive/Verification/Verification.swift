internal import Codec
package import WAL

/// What was found out about one archived file, without writing anything.
package struct Verification: Sendable, CustomStringConvertible {
    /// How it ended; each has its exit status.
    package enum Result: Equatable, Sendable {
        case sound(SoundFile)
        /// The local file differs, but only behind the end of the segment's timeline.
        case soundUpTo(LSN, SoundFile)
        case absent
        case gap(later: SegmentName)
        case cannotTell(String)
        case defect(FileDefect)
        /// The local file has other contents.
        case differs(Conflict)
        case failed(String)
    }

    /// The file's name.
    package let name: String
    /// How it ended.
    package let result: Result

    /// Makes a finding.
    package init(name: String, result: Result) {
        self.name = name
        self.result = result
    }

    /// One line: the name, sound or what is wrong, and what is known of the file.
    package var description: String {
        switch result {
        case .sound(let file): "\(name): sound, \(file.summary)"
        case .soundUpTo(let end, let file):
            "\(name): sound up to LSN \(end), where its timeline ended, \(file.summary)"
        case .absent: "\(name): absent"
        case .gap(let later): "\(name): gap: it is absent, but \(later) is there"
        case .cannotTell(let reason): "\(name): cannot tell: \(reason)"
        case .defect(let defect): "\(name): damaged: \(defect)"
        case .differs(let conflict): "\(name): differs: \(conflict.differences)"
        case .failed(let reason): "\(name): failed: \(reason)"
        }
    }
}

extension SoundFile {
    /// Stored form, sizes, digest and what the file says of itself.
    var summary: String {
        var parts = [
            decoded.form.description,
            "\(decoded.plainLength) bytes in \(decoded.storedLength)",
            "SHA-256 \(decoded.digest)" + (hasRecordedDigest ? "" : " (none was archived)"),
        ]
        if let header = facts.header {
            parts.append("timeline \(header.timeline)")
            parts.append("system \(header.systemIdentifier)")
            if case .postgreSQL(let version) = header.magic.writer {
                parts.append("PostgreSQL \(version)")
            }
        } else if let system = decoded.frame?.system {
            parts.append("system \(system)")
        }
        if let warning = facts.warning { parts.append(warning) }
        return parts.joined(separator: ", ")
    }
}
