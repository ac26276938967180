internal import Files
internal import SystemPackage

/// A directory of ours that goes with everything in it; links are removed and not followed.
struct RemovedTree {
    /// Deeper than anything that PostgreSQL makes.
    private static let depthLimit = 32

    private let path: FilePath

    init(_ path: FilePath) {
        self.path = path
    }

    func remove() throws(BackupError) {
        guard let name = path.lastComponent else { return }
        try BackupError.file { () throws(FileError) in
            let parent = try Directory(opening: path.removingLastComponent())
            guard try parent.status(ofEntry: name)?.isDirectory == true else { return }
            try Self.remove(name, from: parent, depth: 0)
        }
    }

    /// Removes what is in it, but for one file.
    func empty(but exception: String) throws(BackupError) {
        try BackupError.file { () throws(FileError) in
            let directory = try Directory(opening: path)
            for name in try directory.entries() where name.string != exception {
                try Self.removeEntry(name, of: directory, depth: 0)
            }
        }
    }

    private static func removeEntry(
        _ name: FilePath.Component,
        of directory: Directory,
        depth: Int
    ) throws(FileError) {
        if try directory.status(ofEntry: name)?.isDirectory == true {
            try remove(name, from: directory, depth: depth)
        } else {
            try directory.removeEntry(name, isDirectory: false)
        }
    }

    private static func remove(
        _ name: FilePath.Component,
        from parent: Directory,
        depth: Int
    ) throws(FileError) {
        guard depth < depthLimit else {
            throw FileError(.remove, parent.path.appending(name), .tooManySymbolicLinkLevels)
        }
        // Not by its path: root removes what another user may rename meanwhile.
        let directory = try Directory(opening: name, in: parent)
        for name in try directory.entries() {
            try removeEntry(name, of: directory, depth: depth + 1)
        }
        try parent.removeEntry(name, isDirectory: true)
    }
}
