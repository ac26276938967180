import TestSupport
import Testing
import WAL

/// Backup history files and their names.
@Suite struct BackupLabelTests {
    private static let name = "000000010000000000000002"
    private static let line = "START WAL LOCATION: 0/2000028 (file \(name))"

    /// Reads a label's text under a name.
    private func label(
        _ text: String,
        of name: String = Self.name,
        offset: UInt32 = 0x28
    ) throws -> BackupLabel {
        try BackupLabel(Array(text.utf8), of: try segment(name), offset: offset)
    }

    @Test func `reads what a server writes`() throws {
        let text = """
            \(Self.line)
            STOP WAL LOCATION: 0/2000100 (file \(Self.name))
            CHECKPOINT LOCATION: 0/2000060
            BACKUP METHOD: streamed
            BACKUP FROM: primary
            START TIME: 2026-11-20 10:00:00 UTC
            LABEL: nightly
            START TIMELINE: 1

            """
        #expect(try label(text).start == LSN(0x200_0028))
    }

    @Test func `reads the first line alone, whatever follows`() throws {
        #expect(try label(Self.line).start == LSN(0x200_0028))
        let bytes = Array(Self.line.utf8) + [10, 0xFF, 0xFE, 0, 0x80]
        let label = try BackupLabel(bytes, of: try segment(Self.name), offset: 0x28)
        #expect(label.start == LSN(0x200_0028))
    }

    @Test func `reads a start in a segment of any size`() throws {
        let name = "000000030000000A00000003"
        let text = "START WAL LOCATION: A/C0ABCDE8 (file \(name))\n"
        #expect(try label(text, of: name, offset: 0xAB_CDE8).start == LSN(0xA_C0AB_CDE8))
    }

    @Test func `reads a file of the longest length and nothing longer`() throws {
        let line = Self.line + "\n"
        let rest = String(repeating: "x", count: (1 << 16) - line.utf8.count)
        #expect(try label(line + rest).start == LSN(0x200_0028))
        let defect = BackupLabel.Defect.tooLong(bytes: 65_537)
        #expect(throws: defect) { try label(line + rest + "x") }
        #expect(
            defect.description == "it has 65537 bytes, more than a backup history file can have"
        )
    }

    @Test(arguments: [
        "", "\n", "\n\(line)", " x", "START", "START WAL LOCATION:",
        "STOP WAL LOCATION: 0/2000028 (file \(name))",
        "start wal location: 0/2000028 (file \(name))",
        "START WAL LOCATION 0/2000028 (file \(name))",
        "START WAL LOCATION: 2000028 (file \(name))",
        "START WAL LOCATION: 0/2000028 (file \(name)",
        "START WAL LOCATION: 0/2000028 file \(name))",
        "START WAL LOCATION: 0/2000028 (file 00000001000000000000000)",
        "START WAL LOCATION: 0/2000028 (file )", "\(line) x", "\(line)\0", "\0\0\0",
    ])
    func `refuses another first line`(text: String) {
        #expect(throws: BackupLabel.Defect.noStart) { try label(text) }
        let words = BackupLabel.Defect.noStart.description
        #expect(words == "its first line is not START WAL LOCATION")
    }

    @Test func `refuses the label of another segment`() throws {
        let other = "000000020000000000000002"
        let defect = BackupLabel.Defect.otherStart(LSN(0x200_0028), file: try segment(Self.name))
        #expect(throws: defect) { try label(Self.line, of: other) }
        #expect(defect.description == "it is of the backup that began at 0/2000028 in \(Self.name)")
    }

    @Test(arguments: [0, 0x27, 0x29, 0x128, 0x8_0028] as [UInt32])
    func `refuses the label of another offset`(offset: UInt32) throws {
        let defect = BackupLabel.Defect.otherStart(LSN(0x200_0028), file: try segment(Self.name))
        #expect(throws: defect) { try label(Self.line, offset: offset) }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `never traps on any bytes`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for _ in 0..<100 {
            var bytes = Array(Self.line.utf8)
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes = random.bytes(bytes.count) }
            let label = try? BackupLabel(bytes, of: try segment(Self.name), offset: 0x28)
            // Only the digits above a segment's smallest size can change unnoticed.
            if let label { #expect(label.start.rawValue & 0xF_FFFF == 0x28) }
        }
    }
}
