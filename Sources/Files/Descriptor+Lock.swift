internal import CLinux
internal import SystemPackage

extension Descriptor {
    /// A child of ours that is just being started has our descriptors, and their locks, until it
    /// runs its program: two seconds are asked about before somebody else is believed to have it.
    private static let lockTries = 40
    private static let lockPauseMilliseconds: Int32 = 50

    /// Takes the lock, which ends with the descriptor; false while somebody else has it.
    ///
    /// The corresponding C function is `flock`.
    borrowing func lock(path: FilePath) throws(FileError) -> Bool {
        for number in 1...Self.lockTries {
            if flock(rawValue, LOCK_EX | LOCK_NB) == 0 { return true }
            let reason = Errno.current
            guard reason == .wouldBlock else { throw FileError(.lock, path, reason) }
            if number < Self.lockTries { _ = poll(nil, 0, Self.lockPauseMilliseconds) }
        }
        return false
    }
}
