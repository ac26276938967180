/// What a record is of, PostgreSQL's `RmgrId`; named as `pg_waldump` names it.
package struct ResourceManager: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// PostgreSQL's own, in the order of `rmgrlist.h`, which is the same in 12 to 18.
    private static let names = [
        "XLOG", "Transaction", "Storage", "CLOG", "Database", "Tablespace", "MultiXact", "RelMap",
        "Standby", "Heap2", "Heap", "Btree", "Hash", "Gin", "Gist", "Sequence", "SPGist", "BRIN",
        "CommitTs", "ReplicationOrigin", "Generic", "LogicalMessage",
    ]
    /// Extensions' (`RM_MIN_CUSTOM_ID`), since PostgreSQL 15.
    private static let custom: ClosedRange<UInt8> = 128...255
    private static let firstVersionWithCustom = 15

    /// The log's own records.
    package static let xlog = Self(0)

    /// `xl_rmid`.
    package let rawValue: UInt8

    /// Takes the number as it stands in a record.
    package init(_ rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Whether a major version knows it (`RmgrIdIsValid`); nil is one newer than this program.
    package func isKnown(to version: Int?) -> Bool {
        if Int(rawValue) < Self.names.count { return true }
        guard let version else { return true }
        return version >= Self.firstVersionWithCustom && Self.custom.contains(rawValue)
    }

    package var description: String {
        if Int(rawValue) < Self.names.count { return Self.names[Int(rawValue)] }
        let digits = String(rawValue)
        return "custom" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}
