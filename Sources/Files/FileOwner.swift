/// Who is to own what is written.
package struct FileOwner: Equatable, Sendable {
    /// The user's number.
    package let user: UInt32
    /// The group's number.
    package let group: UInt32

    /// Names an owner.
    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }
}
