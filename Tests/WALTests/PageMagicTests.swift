import Testing
import WAL

/// Page magics and the versions that write them.
@Suite struct PageMagicTests {
    @Test(
        arguments: [
            (0xD101, 12), (0xD106, 13), (0xD10D, 14), (0xD110, 15), (0xD113, 16), (0xD116, 17),
            (0xD118, 18),
        ] as [(UInt16, Int)]
    )
    func `knows every supported version`(magic: UInt16, version: Int) {
        #expect(PageMagic(magic).writer == .postgreSQL(version))
    }

    @Test(arguments: [0xD119, 0xD11A, 0xD200, 0xD2FF] as [UInt16])
    func `leaves room for newer versions`(magic: UInt16) {
        #expect(PageMagic(magic).writer == .newer)
    }

    @Test(
        arguments: [
            0, 1, 0x01D1, 0xD093, 0xD097, 0xD098, 0xD100, 0xD102, 0xD117, 0xD300, 0xFFFF,
        ] as [UInt16]
    )
    func `supports nothing else`(magic: UInt16) {
        #expect(PageMagic(magic).writer == .unsupported)
    }

    @Test(arguments: [(0, "0000"), (0xAB, "00AB"), (0xD110, "D110"), (0xFFFF, "FFFF")])
    func `prints four digits`(magic: UInt16, text: String) {
        #expect(PageMagic(magic).description == text)
        #expect(PageMagic(magic).rawValue == magic)
    }
}
