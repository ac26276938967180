internal import CLinux

/// The user for whom this process acts.
package enum ProcessOwner {
    /// The user who may do everything.
    package static let root: UInt32 = 0

    /// Whether it is root.
    ///
    /// The corresponding C function is `geteuid`.
    package static var isRoot: Bool { geteuid() == root }
}
