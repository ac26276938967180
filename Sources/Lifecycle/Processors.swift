internal import CLinux

/// The processors that the machine has at work.
package enum Processors {
    /// How many; at least 1.
    ///
    /// The corresponding C function is `sysconf`, with _SC_NPROCESSORS_ONLN.
    package static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
