/// How many files one call stores at once, the one that it was asked for included.
///
/// It grows by one with every file that is stored quickly, halves when files had to be given up for want of time,
/// and is 1 after a failure: as a sender finds out what a link carries.
package struct GroupSize: Equatable, Sendable {
    /// What a first call tries.
    package static let initial = 2

    /// The size now; at least 1.
    package private(set) var value: Int
    /// The largest.
    package let limit: Int

    /// Goes on from what an earlier call left.
    package init(remembered: Int?, limit: Int) {
        self.limit = max(limit, 1)
        value = min(max(remembered ?? Self.initial, 1), self.limit)
    }

    /// A file was stored.
    package mutating func grow() {
        value = min(value + 1, limit)
    }

    /// Files were given up for want of time.
    package mutating func halve() {
        value = max(value / 2, 1)
    }

    /// A file could not be stored.
    package mutating func collapse() {
        value = 1
    }
}
