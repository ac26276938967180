internal import Archive
internal import Codec
internal import Crypto
internal import FrontEnd
internal import Records
internal import WAL

/// What `show` shows of one file.
struct FileView {
    private let name: ArchivedFileName
    private let verification: Verification
    private let decoded: DecodedObject?
    private let facts: WALContent.Facts
    /// Of a file that is text.
    private let contents: [UInt8]

    /// Reads a file whole; a damaged one once more, since that may have happened on its way here.
    init(of name: ArchivedFileName, in store: any Store, system: SystemIdentifier?) {
        self.name = name
        let verifier = Verifier(store: store, checksWAL: true, system: system)
        func read() -> (verification: Verification, facts: WALContent.Facts, contents: [UInt8]) {
            let passed = PassedText(limit: name.isText ? TimelineHistory.lengthLimit : 0)
            let reading = verifier.read(name) { passed.take($0) }
            return (reading.verification, reading.facts, passed.bytes)
        }
        var reading = read()
        if case .defect = reading.verification.result { reading = read() }
        (verification, facts, contents) = reading
        if case .sound(let file) = verification.result {
            decoded = file.decoded
        } else {
            decoded = nil
        }
    }

    var ending: Ending { verification.result.ending }

    var text: [String] {
        var lines = [verification.description]
        if let header = facts.header { lines += Self.lines(header) }
        if let records = facts.records { lines += Self.lines(records) }
        let text = String(decoding: contents, as: UTF8.self).split(separator: "\n")
        return lines + text.map { Message.oneLine("  \($0)") }
    }

    private static func lines(_ header: SegmentHeader) -> [String] {
        [
            "  LSN \(header.start) to \(header.end), first page of timeline \(header.timeline),"
                + " page magic \(header.magic), system \(header.systemIdentifier)"
        ]
    }

    private static func lines(_ records: SegmentRecords) -> [String] {
        var lines: [String] = []
        let counts = records.counts
        lines.append(
            "  \(counts.total) records, the first at "
                + "\(records.head.firstRecord.map(\.description) ?? "none"),"
                + " the last at \(records.tail.lastRecord.map(\.description) ?? "none")"
        )
        switch records.ending {
        case .full: break
        case .switched(let lsn): lines.append("  switched to the next segment at \(lsn)")
        case .broken(let defect): lines.append("  \(defect)")
        }
        for share in counts.shares {
            lines.append("  \(share.manager): \(share.count) records, \(share.bytes) bytes")
        }
        return lines
    }

    var json: FileLine { FileLine(name, verification, decoded, facts) }
}

/// What passed of a file that is text.
private final class PassedText {
    private let limit: Int
    private(set) var bytes: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    func take(_ plain: RawSpan) {
        let count = min(limit - bytes.count, plain.byteCount)
        unsafe plain.extracting(first: count).withUnsafeBytes {
            unsafe bytes.append(contentsOf: $0)
        }
    }
}

extension ArchivedFileName {
    /// Whether it is for people to read: a history file or a backup history file.
    fileprivate var isText: Bool {
        switch file {
        case .segment, .partial: false
        case .history, .backupLabel: true
        }
    }
}

/// One file in `show --json`.
struct FileLine: Encodable {
    struct Manager: Encodable {
        let resourceManager: String
        let records: UInt64
        let bytes: UInt64
    }

    let type = "file"
    let name: String
    let result: String
    let reason: String?
    let form: String?
    let plainBytes: UInt64?
    let storedBytes: UInt64?
    let sha256: String?
    let timeline: UInt32?
    let systemIdentifier: String?
    let pageMagic: String?
    let segmentSize: UInt64?
    let startLsn: String?
    let firstRecordLsn: String?
    let lastRecordLsn: String?
    let switchLsn: String?
    let brokenLsn: String?
    let records: UInt64?
    let resourceManagers: [Manager]?
    let status: Int32

    init(
        _ name: ArchivedFileName,
        _ verification: Verification,
        _ decoded: DecodedObject?,
        _ facts: WALContent.Facts
    ) {
        self.name = name.description
        let finding = verification.result.finding
        result = finding?.kind.rawValue ?? "sound"
        reason = finding?.reason
        form = decoded?.form.description
        plainBytes = decoded?.plainLength
        storedBytes = decoded?.storedLength
        sha256 = decoded?.digest.description
        timeline = facts.header?.timeline.rawValue
        systemIdentifier = facts.header?.systemIdentifier.description
        pageMagic = facts.header?.magic.description
        segmentSize = facts.header?.size.bytes
        startLsn = facts.header?.start.description
        let found = facts.records
        firstRecordLsn = found?.head.firstRecord?.description
        lastRecordLsn = found?.tail.lastRecord?.description
        if case .switched(let lsn)? = found?.ending {
            switchLsn = lsn.description
        } else {
            switchLsn = nil
        }
        brokenLsn = found?.defect?.position.description
        records = found?.counts.total
        resourceManagers = found?.counts.shares.map { share in
            Manager(
                resourceManager: share.manager.description,
                records: share.count,
                bytes: share.bytes
            )
        }
        status = verification.result.ending.rawValue
    }
}
