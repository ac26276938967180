import Testing
import WAL

/// System identifiers: numbers that are never zero.
@Suite struct SystemIdentifierTests {
    @Test func `is never zero`() {
        #expect(SystemIdentifier(0) == nil)
    }

    @Test(arguments: [
        (1, "1"), (7_312_345_678_901_234_567, "7312345678901234567"),
        (UInt64.max, "18446744073709551615"),
    ])
    func `prints decimal`(number: UInt64, text: String) throws {
        #expect(try system(number).rawValue == number)
        #expect(try system(number).description == text)
    }
}
