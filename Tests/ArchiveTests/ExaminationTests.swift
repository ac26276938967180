import Archive
import Codec
import Crypto
import TestStores
import TestSupport
import Testing
import WAL

/// An archived file judged by what is known of it.
@Suite struct ExaminationTests {
    private let segment = WALFixture()

    private func examine(
        _ stored: [UInt8],
        as name: WALFileName? = nil,
        recorded: StoredObject.RecordedDigest = .none,
        system: SystemIdentifier? = .sample,
        checksWAL: Bool = true
    ) throws -> SoundFile {
        let examination = Examination(
            name: name ?? segment.file,
            system: system,
            checksWAL: checksWAL
        ) { _ in true }
        // In small pieces, since a store may give any.
        var rest = stored[...]
        while !rest.isEmpty, examination.receive(Array(rest.prefix(777)).span.bytes) {
            rest = rest.dropFirst(777)
        }
        return try examination.conclude(StoredObject(recordedDigest: recorded))
    }

    private func digest(_ bytes: [UInt8]) throws -> SHA256Digest {
        try Archived.identity(bytes).digest
    }

    @Test(arguments: [nil, 1])
    func `finds a file sound in either form`(level: Int?) throws {
        let stored = try Archived.encode(segment.contents, level: level)
        let file = try examine(stored.bytes)
        #expect(file.identity == stored.identity)
        #expect(file.decoded.storedLength == UInt64(stored.bytes.count))
        #expect(file.decoded.form == (level == nil ? .plain : .zstd))
        #expect(file.hasRecordedDigest == (level != nil))
        #expect(file.facts.header?.start == LSN(1 << 20))
    }

    @Test func `trusts a digest that was recorded beside plain bytes`() throws {
        let right = StoredObject.RecordedDigest.digest(try digest(segment.contents))
        #expect(try examine(segment.contents, recorded: right).hasRecordedDigest)
    }

    @Test func `heeds no digest beside a compressed file`() throws {
        let wrong = StoredObject.RecordedDigest.digest(try digest([]))
        #expect(try examine(Archived.zstd(segment.contents), recorded: wrong).hasRecordedDigest)
    }

    @Test func `refuses plain bytes of another digest than recorded`() throws {
        let recorded = try digest([])
        let found = try digest(segment.contents)
        #expect(
            throws: Examination.Failure.defect(.otherDigestBeside(found, recorded: recorded))
        ) { try examine(segment.contents, recorded: .digest(recorded)) }
    }

    @Test func `refuses a digest that cannot be read`() {
        #expect(throws: Examination.Failure.defect(.unreadableRecordedDigest)) {
            try examine(segment.contents, recorded: .unreadable)
        }
    }

    /// What the frame behind a sound file says of it.
    private func framed(size: UInt64? = nil, digest other: [UInt8]? = nil) throws -> [UInt8] {
        let frame = DigestFrame(
            digest: try digest(other ?? segment.contents),
            size: size ?? UInt64(segment.size),
            system: .sample
        )
        return try Archived.zstd(segment.contents).dropLast(DigestFrame.length) + frame.bytes
    }

    @Test func `refuses another size or digest than the frame tells`() throws {
        #expect(try examine(framed()).hasRecordedDigest)
        #expect(throws: Examination.Failure.defect(.otherSize(1 << 20, recorded: 5))) {
            try examine(framed(size: 5))
        }
        let defect = FileDefect.otherDigest(try digest(segment.contents), recorded: try digest([]))
        #expect(throws: Examination.Failure.defect(defect)) { try examine(framed(digest: [])) }
    }

    @Test func `refuses what another cluster archived, by the frame alone`() throws {
        let name = WALFileName.named("00000002.history")
        let text = TimelineHistory.text((1, "0/100000"))
        let stored = try Archived.encode(text, system: .other).bytes
        let defect = FileDefect.recordedSystem(.other, expected: .sample)
        #expect(throws: Examination.Failure.defect(defect)) { try examine(stored, as: name) }
        #expect(try examine(stored, as: name, system: nil).decoded.frame?.system == .other)
        let unknown = try Archived.encode(text, system: nil).bytes
        #expect(try examine(unknown, as: name).decoded.frame?.system == nil)
    }

    @Test func `refuses every object that was cut off`() throws {
        let stored = try Archived.zstd(segment.contents)
        for length in [stored.count - 1, stored.count - 149, 1000, 21, 20, 5] {
            #expect(throws: Examination.Failure.self) { try examine(Array(stored[..<length])) }
        }
    }

    @Test(arguments: ["age-encryption.org/v1\n-> X25519 a", "\u{1F}gzip", "BZh91AY"])
    func `refuses forms that it cannot read`(text: String) {
        var bytes = Array(text.utf8)
        if text.hasSuffix("gzip") { bytes = [0x1F, 0x8B] + bytes }
        bytes += [UInt8](repeating: 0, count: 1000)
        let failure = #expect(throws: Examination.Failure.self) { try examine(bytes) }
        guard case .defect(.codec(.unsupportedForm))? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test func `refuses a file larger than any of its kind`() throws {
        let huge = [UInt8](repeating: UInt8(ascii: "#"), count: TimelineHistory.lengthLimit + 1)
        let limit = UInt64(TimelineHistory.lengthLimit)
        #expect(throws: Examination.Failure.defect(.codec(.tooLong(limit: limit)))) {
            try examine(Archived.zstd(huge), as: .named("00000002.history"))
        }
    }

    @Test func `finds every flipped bit of a compressed file`() throws {
        let stored = try Archived.zstd(segment.contents)
        var random = SplitMix64(state: 3)
        for _ in 0..<40 {
            var damaged = stored
            let bit = Int.random(in: 0..<stored.count * 8, using: &random)
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: Examination.Failure.self, "bit \(bit)") { try examine(damaged) }
        }
    }
}
