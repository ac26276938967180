/// The number that initdb gave a cluster; every segment's header and pg_control carry it.
package struct SystemIdentifier: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    /// Makes an identifier; nil for 0, which stands for "unknown" and is never given.
    package init?(_ rawValue: UInt64) {
        guard rawValue != 0 else { return nil }
        self.rawValue = rawValue
    }

    /// Decimal, as pg_controldata prints it.
    package var description: String { String(rawValue) }
}
