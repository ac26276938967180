import Records
import TestSupport
import WAL

/// Segments of one megabyte read by their numbers.
enum Reading {
    static func name(_ number: UInt64, timeline: UInt32 = 1) throws -> SegmentName {
        guard let timeline = TimelineID(timeline), let size = SegmentSize(bytes: 1 << 20) else {
            throw HarnessError("no such segment")
        }
        return SegmentName(timeline: timeline, number: number, size: size)
    }

    static func records(
        _ bytes: [UInt8],
        number: UInt64,
        timeline: UInt32 = 1
    ) throws -> SegmentRecords {
        var reader = SegmentReader(name: try name(number, timeline: timeline))
        reader.receive(bytes.span.bytes)
        guard let records = reader.conclude() else {
            throw HarnessError("segment \(number) has the header of another one")
        }
        return records
    }

    static func records(
        _ stream: WALStream,
        _ index: Int,
        number: UInt64
    ) throws -> SegmentRecords {
        try records(stream.segment(index), number: number + UInt64(index))
    }

    /// Joins all whole segments of a stream; answers how they end.
    static func chain(_ stream: WALStream, from number: UInt64) throws -> SegmentTail {
        var whole = stream
        whole.fillSegment()
        let segments = (0..<whole.bytes.count / whole.segmentSize).map { whole.segment($0) }
        return try chain(segments, from: number)
    }

    /// Joins segments; answers how they end.
    static func chain(_ segments: [[UInt8]], from number: UInt64) throws -> SegmentTail {
        var tail: SegmentTail?
        for (index, bytes) in segments.enumerated() {
            let records = try records(bytes, number: number + UInt64(index))
            if let defect = records.defect, records.endOfWAL == nil { throw defect }
            tail = try tail?.joined(records.head, own: records.tail) ?? records.tail
        }
        guard let tail else { throw HarnessError("no segment") }
        return tail
    }
}
