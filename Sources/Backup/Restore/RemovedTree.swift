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
        guard let name = path.lastComponent?.string else { return }
        try BackupError.file { () throws(FileError) in
            let parent = try Directory(opening: path.removingLastComponent())
            guard try parent.status(of: name)?.isDirectory == true else { return }
            try Self.remove(name, from: parent, depth: 0)
        }
    }

    private static func remove(
        _ name: String,
        from parent: Directory,
        depth: Int
    ) throws(FileError) {
        let path = parent.path.appending(name)
        guard depth < depthLimit else { throw FileError(.remove, path, .tooManySymbolicLinkLevels) }
        let directory = try Directory(opening: path, followingLink: false)
        var names: [String] = []
        try directory.forEachName { name in
            names.append(name)
            return true
        }
        for name in names {
            if try directory.status(of: name)?.isDirectory == true {
                try remove(name, from: directory, depth: depth + 1)
            } else {
                try directory.remove(name)
            }
        }
        try parent.removeDirectory(name)
    }
}
