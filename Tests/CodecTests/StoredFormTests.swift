import Codec
import TestSupport
import Testing

/// Forms, told by an object's first bytes.
@Suite struct StoredFormTests {
    @Test(
        arguments: [
            ([], .plain), ([0], .plain), ([0x28], .plain), ([0x28, 0xB5, 0x2F], .plain),
            ([0x28, 0xB5, 0x2F, 0xFD], .zstd), ([0x28, 0xB5, 0x2F, 0xFD, 0, 1], .zstd),
            ([0x28, 0xB5, 0x2F, 0xFE], .plain), ([0x1F], .plain), ([0x1F, 0x8B], .gzip),
            ([0x1F, 0x8B, 8, 0], .gzip), ([0x04, 0x22, 0x4D, 0x18], .lz4),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .xz), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .plain),
            (Array("BZh91AY".utf8), .bzip2), (Array("BZ".utf8), .plain),
            (Array("age-encryption.org/v1\n".utf8), .age),
            (Array("age-encryption.org/v1".utf8), .age),
            (Array("age-encryption.org/v".utf8), .plain),
            (Array("age-encryption.org/v2".utf8), .plain),
            ([0x5F, 0x2A, 0x4D], .plain), ([0x4F, 0x2A, 0x4D, 0x18], .plain),
            ([0x60, 0x2A, 0x4D, 0x18], .plain), ([0x50, 0x2A, 0x4D, 0x19], .plain),
        ] as [([UInt8], StoredForm)]
    )
    func `decides by magic numbers`(firstBytes: [UInt8], form: StoredForm) {
        #expect(StoredForm(firstBytes: firstBytes) == form)
    }

    @Test(arguments: 0x50...0x5F as ClosedRange<UInt8>)
    func `takes any of zstd's skippable frames for zstd`(first: UInt8) {
        #expect(StoredForm(firstBytes: [first, 0x2A, 0x4D, 0x18]) == .zstd)
        #expect(StoredForm(firstBytes: [first, 0x2A, 0x4D, 0x18, 9, 0, 0, 0]) == .zstd)
    }

    @Test(arguments: [0xD101, 0xD106, 0xD10D, 0xD110, 0xD113, 0xD116, 0xD118] as [UInt16])
    func `takes a segment of any version for plain`(magic: UInt16) {
        var fixture = WALFixture(seed: nil)
        fixture.magic = magic
        #expect(StoredForm(firstBytes: Array(fixture.bytes().prefix(21))) == .plain)
    }

    @Test(arguments: ["1\t0/3000148\tx\n", "# comment\n", "START WAL LOCATION: 0/2000028 (f", "\n"])
    func `takes a text that PostgreSQL writes for plain`(text: String) {
        #expect(StoredForm(firstBytes: Array(text.utf8)) == .plain)
    }

    @Test func `needs no more bytes than it says`() {
        #expect(StoredForm.decisiveLength == "age-encryption.org/v1".utf8.count)
    }

    @Test(
        arguments: [
            (.plain, "plain"), (.zstd, "zstd"), (.age, "age"), (.gzip, "gzip"), (.lz4, "lz4"),
            (.xz, "xz"), (.bzip2, "bzip2"),
        ] as [(StoredForm, String)]
    )
    func `prints its name`(form: StoredForm, text: String) {
        #expect(form.description == text)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `decides on any bytes as on their first 21`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 0...64, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let form = StoredForm(firstBytes: bytes)
            #expect(StoredForm(firstBytes: Array(bytes.prefix(21))) == form)
        }
    }
}
