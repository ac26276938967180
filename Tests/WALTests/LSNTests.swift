import TestSupport
import Testing
import WAL

/// Log positions and their text.
@Suite struct LSNTests {
    @Test(arguments: [
        (0, "0/0"), (1, "0/1"), (0xFFFF_FFFF, "0/FFFFFFFF"), (0x1_0000_0000, "1/0"),
        (0x16_B374_D848, "16/B374D848"), (UInt64.max, "FFFFFFFF/FFFFFFFF"),
    ])
    func `prints and reads two halves`(number: UInt64, text: String) {
        #expect(LSN(number).description == text)
        #expect(LSN(text)?.rawValue == number)
    }

    @Test(
        arguments: [
            ("00000000/00000001", 1), ("0/0a", 10), ("ff/Ff", 0xFF_0000_00FF),
            ("0000000A/0", 10 << 32),
        ] as [(String, UInt64)]
    )
    func `reads digits in either case and zeros in front`(text: String, number: UInt64) {
        #expect(LSN(text)?.rawValue == number)
    }

    @Test(arguments: [
        "", "/", "0", "0/", "/0", "0/0/0", "0//0", "000000000/0", "0/000000001", "100000000/0",
        "+1/0", "0/-1", "0x1/0", "0/ 1", " 0/1", "0/1 ", "0/1\n", "0/1\0", "G/0", "0/0\u{301}",
        "０/0", "0\\0",
    ])
    func `refuses any other text`(text: String) {
        #expect(LSN(text) == nil)
    }

    @Test func `reads a part of a text`() {
        #expect(LSN("at 1/2"[...].dropFirst(3)) == LSN(1 << 32 | 2))
    }

    @Test func `is ordered by position`() {
        #expect(LSN(0xFFFF_FFFF) < LSN(0x1_0000_0000))
        #expect(!(LSN(1) < LSN(1)))
    }

    @Test func `ends where no number is left`() {
        #expect(LSN(1 << 32).advanced(by: 16) == LSN(1 << 32 | 16))
        #expect(LSN(.max - 15).advanced(by: 15) == LSN(.max))
        #expect(LSN(.max - 15).advanced(by: 16) == LSN(.max))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `reads what it prints`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        for _ in 0..<500 {
            let lsn = LSN(random.next() >> UInt64.random(in: 0...63, using: &random))
            #expect(LSN(lsn.description) == lsn)
        }
    }

    @Test(arguments: ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"])
    func `never reads a changed text as it reads the text`(text: String) throws {
        let lsn = try #require(LSN(text))
        for change in TextChanges.all(of: text) {
            // Case and zeros in front are all that two texts of one position differ in.
            guard let other = LSN(change), other == lsn else { continue }
            let halves = change.uppercased().split(separator: "/").map { half in
                let digits = half.drop { $0 == "0" }
                return digits.isEmpty ? "0" : String(digits)
            }
            #expect(halves.joined(separator: "/") == text)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `never traps on any text`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        for _ in 0..<200 {
            let text = random.text(upTo: 6)
            if let lsn = LSN(text) { #expect(LSN(lsn.description) == lsn, "\(text)") }
        }
    }
}
