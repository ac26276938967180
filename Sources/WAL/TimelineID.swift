/// A timeline number, as in a file name: eight hexadecimal digits, never zero.
package struct TimelineID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number itself, PostgreSQL's `TimeLineID`.
    package let rawValue: UInt32

    /// Makes a timeline from its number; nil for 0, which PostgreSQL never uses.
    package init?(_ rawValue: UInt32) {
        guard rawValue != 0 else { return nil }
        self.rawValue = rawValue
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The number in decimal, as PostgreSQL's messages print it.
    package var description: String { String(rawValue) }

    /// The number as the first eight characters of a file name.
    package var fileNamePart: String { UpperHexadecimal.text(rawValue) }
}
