/// What a removal left: objects that the store refused to remove, and earlier versions.
package struct RemovalOutcome: Equatable, Sendable {
    /// What the store refused to remove.
    package var retained: [RetainedObject]
    /// How many objects stay as earlier versions, which nobody is shown: the store keeps versions.
    package var versions: Int
    /// The lock on the newest of these versions; nil where there is none, or it may not be seen.
    package var lock: ObjectLock?

    /// Makes an outcome of its parts.
    package init(
        retained: [RetainedObject] = [],
        versions: Int = 0,
        lock: ObjectLock? = nil
    ) {
        self.retained = retained
        self.versions = versions
        self.lock = lock
    }

    /// Adds that of a further removal.
    package mutating func add(_ other: Self) {
        retained += other.retained
        versions += other.versions
        if let found = other.lock, lock.map({ $0.isShorter(than: found) }) ?? true { lock = found }
    }
}

/// An object that a store refused to remove.
package struct RetainedObject: Equatable, Sendable {
    /// Its name.
    package let name: ObjectName
    /// Why, as the store says it; without a full stop.
    package let reason: String

    /// Makes an answer of both.
    package init(name: ObjectName, reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// What keeps an object's version from being removed by anybody.
package struct ObjectLock: Equatable, Sendable, CustomStringConvertible {
    /// The object.
    package let name: ObjectName
    /// When its retention ends, as `2026-12-01T00:00:00Z`; nil where there is none.
    package let end: String?
    /// Whether it is kept until somebody lifts the hold.
    package let isHeld: Bool

    /// Makes a lock of its parts.
    package init(name: ObjectName, end: String?, isHeld: Bool) {
        self.name = name
        self.end = end
        self.isHeld = isHeld
    }

    func isShorter(than other: Self) -> Bool {
        isHeld == other.isHeld ? end ?? "" < other.end ?? "" : other.isHeld
    }

    package var description: String {
        let parts = [end.map { "locked until \($0)" }, isHeld ? "under a legal hold" : nil]
        return "\"\(name)\" is \(parts.compactMap { $0 }.joined(separator: " and "))"
    }
}
