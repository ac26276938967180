internal import CLinux
internal import SystemPackage

extension Directory {
    /// Renames a file within the directory, in place of what has the new name.
    ///
    /// The corresponding C function is `renameat`.
    package func rename(_ name: String, to newName: String) throws(FileError) {
        let directory = descriptor.rawValue
        guard unsafe renameat(directory, name, directory, newName) == 0 else {
            throw FileError(.rename, path.appending(name), .current)
        }
    }

    /// Moves a file into another directory, if and only if nothing has the new name there.
    ///
    /// Where renameat2 cannot do that, link and unlink can.
    /// - Returns: nil where the other directory is on another file system.
    package func move(
        _ name: String,
        to target: Directory,
        as newName: String
    ) throws(FileError) -> Publication? {
        let from = descriptor.rawValue
        let to = target.descriptor.rawValue
        if unsafe shim_rename_noreplace(from, name, to, newName) == 0 { return .published }
        var reason = Errno.current
        if Self.meansNoCall(reason) {
            if unsafe linkat(from, name, to, newName, 0) == 0 {
                try? remove(name)
                return .published
            }
            reason = Errno.current
        }
        switch reason {
        case .fileExists: return .nameTaken
        case .improperLink: return nil
        case .notPermitted, .notSupported, .noFunction, .tooManyLinks: return .cannotCreateOnce
        default: throw FileError(.rename, target.path.appending(newName), reason)
        }
    }

    private static func meansNoCall(_ reason: Errno) -> Bool {
        [.invalidArgument, .noFunction, .notSupported].contains(reason)
    }
}
