package import Records
package import WAL

/// What a file's name promises of its contents, checked while the bytes pass.
package struct WALContent: Sendable {
    /// What the contents proved.
    package struct Facts: Equatable, Sendable {
        /// A segment's header.
        package var header: SegmentHeader?
        /// A segment's records, where they were read.
        package var records: SegmentRecords?
        /// What is odd but no reason to refuse.
        package var warning: String?

        mutating func add(warning more: String) {
            warning = [warning, more].compactMap { $0 }.joined(separator: "; ")
        }
    }

    /// The largest file of each kind.
    package var lengthLimit: UInt64 {
        switch name {
        case .segment, .partial: SegmentSize.range.upperBound
        case .history: UInt64(TimelineHistory.lengthLimit)
        case .backupLabel: UInt64(BackupLabel.lengthLimit)
        }
    }

    /// What the file is said to be.
    package let name: WALFileName
    private var firstBytes: [UInt8] = []
    private var reader: SegmentReader?

    /// Begins a file.
    package init(name: WALFileName) {
        self.name = name
    }

    /// How much of the file decides: a segment's header, or all of a small file.
    var decisiveLength: Int {
        switch name {
        case .segment, .partial: LongPageHeader.length
        case .history: TimelineHistory.lengthLimit + 1
        case .backupLabel: BackupLabel.lengthLimit + 1
        }
    }

    /// Whether enough bytes have passed for a segment's header.
    package var hasHeader: Bool { firstBytes.count >= LongPageHeader.length }

    /// Has a segment's records read too, from its first byte on.
    mutating func readRecords() {
        switch name {
        case .segment(let segment), .partial(let segment): reader = SegmentReader(name: segment)
        case .history, .backupLabel: break
        }
    }

    /// Takes the file's next bytes.
    package mutating func receive(_ plain: RawSpan) {
        reader?.receive(plain)
        let missing = decisiveLength - firstBytes.count
        guard missing > 0 else { return }
        let piece = plain.extracting(first: min(missing, plain.byteCount))
        unsafe piece.withUnsafeBytes { unsafe firstBytes.append(contentsOf: $0) }
    }

    /// Judges the file.
    ///
    /// - Parameters:
    ///   - length: plain bytes in all.
    ///   - system: the cluster it must belong to, where that is known.
    package func check(
        length: UInt64,
        system: SystemIdentifier?
    ) throws(FileDefect) -> Facts {
        switch name {
        case .segment(let segment), .partial(let segment):
            return try checkSegment(segment, length: length, system: system)
        case .history(let timeline):
            do throws(HistoryDefect) {
                _ = try TimelineHistory(firstBytes, of: timeline)
            } catch {
                throw .history(error)
            }
        case .backupLabel(let segment, let offset):
            do throws(BackupLabel.Defect) {
                _ = try BackupLabel(firstBytes, of: segment, offset: offset)
            } catch {
                throw .backupLabel(error)
            }
        }
        return Facts()
    }

    /// What passed says of itself, whatever its length and its cluster.
    var passedFacts: Facts {
        let length = LongPageHeader(firstBytes.span).map { UInt64($0.segmentSize) }
        return Facts(
            header: (try? check(length: length ?? 0, system: nil))?.header,
            records: reader?.conclude()
        )
    }

    private func checkSegment(
        _ segment: SegmentName,
        length: UInt64,
        system: SystemIdentifier?
    ) throws(FileDefect) -> Facts {
        do throws(SegmentDefect) {
            let header = try SegmentHeader(
                firstBytes: firstBytes.span,
                length: length,
                name: segment,
                system: system
            )
            var facts = Facts(header: header, records: reader?.conclude())
            if header.magic.writer == .newer {
                facts.warning =
                    "page magic \(header.magic) is of a PostgreSQL newer than this program knows"
            }
            return facts
        } catch {
            throw .segment(error)
        }
    }
}
