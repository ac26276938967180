internal import CLinux
internal import SystemPackage

extension Directory {
    /// Gives a file one more name; answers whether the name was free.
    ///
    /// The corresponding C function is `linkat`.
    package func link(_ name: String, as other: String) throws(FileError) -> Bool {
        let raw = descriptor.rawValue
        if unsafe linkat(raw, name, raw, other, 0) == 0 { return true }
        let reason = Errno.current
        if reason == .fileExists { return false }
        throw FileError(.link, path.appending(other), reason)
    }

    /// Gives a file another name, in place of the file that has it.
    ///
    /// The corresponding C function is `renameat`.
    package func rename(_ name: String, over other: String) throws(FileError) {
        let raw = descriptor.rawValue
        guard unsafe renameat(raw, name, raw, other) == 0 else {
            throw FileError(.rename, path.appending(other), .current)
        }
    }
}
