/// Why a store could not do what it was asked; never used for "there is no such object".
package struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What the caller can do about it.
    package enum Kind: Equatable, Sendable {
        /// It may go better next time, within the call's budget.
        case transient
        /// It will not go better until somebody does something.
        case permanent
        /// The same, and only because nothing can be written: full, over a quota, read-only. What
        /// is there can still be read.
        case unwritable
        /// Something that is no file stands in the object's place.
        case notAFile
    }

    /// What the caller can do about it.
    package let kind: Kind
    /// What failed and why, without a full stop.
    package let reason: String
    /// What to do next, a sentence.
    package let hint: String?

    /// How long a server asks to be left alone, before the next try.
    package let retryAfter: Duration?
    /// Whether it may be of the one object that was read, which is there, and of no other: bad
    /// blocks, rights, a storage class that is not read at once.
    package let isOfOneObject: Bool

    /// Makes an error of its words.
    package init(
        _ kind: Kind,
        _ reason: String,
        hint: String? = nil,
        retryAfter: Duration? = nil,
        isOfOneObject: Bool = false
    ) {
        self.kind = kind
        self.reason = reason
        self.hint = hint
        self.retryAfter = retryAfter
        self.isOfOneObject = isOfOneObject
    }

    /// The same, told to be of one object.
    package var ofOneObject: Self {
        Self(kind, reason, hint: hint, retryAfter: retryAfter, isOfOneObject: true)
    }

    package var description: String {
        reason + (hint.map { " HINT: \($0)" } ?? "")
    }
}
