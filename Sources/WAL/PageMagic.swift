/// The first 16 bits of every WAL page, which PostgreSQL changes with the WAL's format.
package struct PageMagic: Hashable, Sendable, CustomStringConvertible {
    /// What a magic number says of its writer.
    package enum Writer: Equatable, Sendable {
        /// A major version that we know.
        case postgreSQL(Int)
        /// A number above those we know, which a newer PostgreSQL may use.
        case newer
        /// No PostgreSQL that we support.
        case unsupported
    }

    /// `XLOG_PAGE_MAGIC` of each supported major version.
    private static let versions: [UInt16: Int] = [
        0xD101: 12, 0xD106: 13, 0xD10D: 14, 0xD110: 15, 0xD113: 16, 0xD116: 17, 0xD118: 18,
    ]
    /// Where the numbers of versions after 18 are to be expected.
    private static let newer: ClosedRange<UInt16> = 0xD119...0xD2FF

    package let rawValue: UInt16

    /// Takes the number as it stands in a file.
    package init(_ rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Who writes pages with this number.
    package var writer: Writer {
        if let version = Self.versions[rawValue] { return .postgreSQL(version) }
        return Self.newer.contains(rawValue) ? .newer : .unsupported
    }

    /// Four hexadecimal digits, as pg_waldump prints it.
    package var description: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
