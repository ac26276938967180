internal import CLinux
package import SystemPackage

/// What was attempted on which file, and why the system refused.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What could not be done, in the words of a message.
    package enum Action: String, Sendable {
        /// The verb of `could not …`.
        case open, read, write, sync, close, create, link, rename, remove, list, stat, lock
        /// The verb for a file that has no name yet.
        case createWithin = "create a file in"
    }

    /// What was attempted.
    package let action: Action
    /// On which file.
    package let path: FilePath
    /// What the system answered.
    package let reason: Errno

    /// Makes an error of its parts.
    package init(_ action: Action, _ path: FilePath, _ reason: Errno) {
        self.action = action
        self.path = path
        self.reason = reason
    }

    /// The message: `could not open "/mnt/archive": No such file or directory`.
    package var description: String {
        "could not \(action.rawValue) \"\(path)\": \(reason)"
    }
}

extension Errno {
    /// The calling thread's `errno`, to be read at once after the call that set it.
    static var current: Errno { Errno(rawValue: shim_errno()) }
}
