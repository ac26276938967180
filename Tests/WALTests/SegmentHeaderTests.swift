import TestSupport
import Testing
import WAL

/// What a segment's first 40 bytes and its length prove.
@Suite struct SegmentHeaderTests {
    /// Judges a fixture's header, changed or not, under a name of its own or another one.
    static func header(
        _ fixture: WALFixture,
        as name: String? = nil,
        length: UInt64? = nil,
        system: SystemIdentifier? = nil,
        count: Int = 40,
        change: (inout [UInt8]) -> Void = { _ in }
    ) throws -> SegmentHeader {
        var bytes = Array(fixture.bytes().prefix(count))
        change(&bytes)
        return try SegmentHeader(
            firstBytes: bytes.span,
            length: length ?? UInt64(fixture.size),
            name: try segment(name ?? fixture.name),
            system: system
        )
    }

    @Test(
        arguments: [
            0xD101, 0xD106, 0xD10D, 0xD110, 0xD113, 0xD116, 0xD118, 0xD119, 0xD2FF,
        ] as [UInt16]
    )
    func `accepts a segment of any supported or newer version`(magic: UInt16) throws {
        var fixture = WALFixture(seed: nil)
        fixture.magic = magic
        fixture.timeline = 5
        fixture.number = 4097
        let header = try Self.header(fixture, system: try system(fixture.systemIdentifier))
        #expect(header.magic.rawValue == magic)
        #expect(header.timeline.rawValue == 5)
        #expect(header.start == LSN(4097 << 20))
        #expect(header.size.bytes == 1 << 20)
        #expect(header.systemIdentifier.rawValue == fixture.systemIdentifier)
    }

    @Test(arguments: 20...30)
    func `accepts every segment size`(exponent: UInt64) throws {
        let bytes = try Self.header(WALFixture(seed: nil), length: 1 << exponent) {
            $0.store(UInt32(1) << exponent, at: 32)
            $0.store(UInt64(1) << exponent, at: 8)
        }
        #expect(bytes.size.bytes == 1 << exponent)
        #expect(bytes.start.rawValue == 1 << exponent)
    }

    @Test func `accepts pages of a parent timeline at a timeline's first segment`() throws {
        let fixture = WALFixture(seed: nil)
        let header = try Self.header(fixture, as: "000000020000000000000001")
        #expect(header.timeline.rawValue == 1)
    }

    @Test func `accepts any system where none is known`() throws {
        var fixture = WALFixture(seed: nil)
        fixture.systemIdentifier = .max
        #expect(try Self.header(fixture).systemIdentifier.rawValue == .max)
    }

    @Test(arguments: [40, 41, 8192])
    func `needs no more than 40 bytes`(count: Int) throws {
        #expect(try Self.header(WALFixture(seed: nil), count: count).start == LSN(1 << 20))
    }

    @Test(arguments: [1 << 10, 1 << 13, 1 << 16] as [UInt32])
    func `accepts any WAL block size`(bytes: UInt32) throws {
        let header = try Self.header(WALFixture(seed: nil)) { $0.store(bytes, at: 36) }
        #expect(header.size.bytes == 1 << 20)
    }

    @Test(arguments: 0..<40)
    func `never takes a changed byte for the same header`(offset: Int) throws {
        let fixture = WALFixture(seed: nil)
        let system = try system(fixture.systemIdentifier)
        let whole = try Self.header(fixture, system: system)
        for bit in 0..<8 {
            let changed = try? Self.header(fixture, system: system) { $0[offset] ^= 1 << bit }
            // Other flags of the page, what is left of a record, and padding decide nothing.
            let decidesNothing = offset == 2 && bit != 1 || [3, 16, 17, 18, 19].contains(offset)
            let isPadding = (20..<24).contains(offset)
            if !decidesNothing, !isPadding { #expect(changed != whole, "bit \(bit)") }
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `never traps on any bytes`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        for _ in 0..<50 {
            var bytes = random.bytes(Int.random(in: 0...48, using: &random))
            // Half of them with a magic, so that the later checks are reached.
            if bytes.count > 4, Bool.random(using: &random) {
                bytes.store(0xD110 as UInt16, at: 0)
                bytes[2] |= 2
            }
            let header = try? SegmentHeader(
                firstBytes: bytes.span,
                length: random.next(),
                name: try segment("FFFFFFFFFFFFFFFFFFFFFFFF"),
                system: nil
            )
            #expect(header == nil)
        }
    }
}
