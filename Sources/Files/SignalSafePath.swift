internal import CLinux
internal import Synchronization
internal import SystemPackage

/// The one named temporary file of this process, for a signal's handler to remove.
///
/// A process writes one file at a time; a second one finds the place taken and relies on its
/// owner, or after a crash on its age.
package enum SignalSafePath {
    /// The address of a C string; 0 for none.
    private static let registered = Atomic<UInt>(0)

    /// Registers a path; false when another one is registered.
    static func register(_ path: FilePath) -> Bool {
        guard let copy = unsafe path.withPlatformString({ unsafe strdup($0) }) else { return false }
        let (exchanged, _) = registered.compareExchange(
            expected: 0,
            desired: UInt(bitPattern: copy),
            ordering: .acquiringAndReleasing
        )
        if !exchanged { unsafe free(copy) }
        return exchanged
    }

    /// Forgets the path.
    ///
    /// Its few bytes stay, since a handler may be reading them.
    static func forget() {
        registered.store(0, ordering: .releasing)
    }

    /// Removes the file, for a signal's handler and for a thread that ends the process.
    ///
    /// Async-signal-safe.
    package static func removeAtExit() {
        let address = registered.load(ordering: .acquiring)
        guard let path = unsafe UnsafePointer<CChar>(bitPattern: address) else { return }
        unsafe unlink(path)
    }

    /// Makes the storage before a handler can need it: it is initialised lazily.
    package static func prepare() {
        _ = registered.load(ordering: .relaxed)
    }
}
