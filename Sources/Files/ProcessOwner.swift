internal import CLinux

/// The user for whom this process acts.
package enum ProcessOwner {
    /// The user who may do everything.
    package static let root: UInt32 = 0

    /// The user's number.
    ///
    /// The C function is `geteuid`.
    package static var current: UInt32 { geteuid() }

    /// Whether it is root.
    package static var isRoot: Bool { current == root }
}
