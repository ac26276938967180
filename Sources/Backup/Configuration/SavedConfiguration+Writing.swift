package import Files
package import SystemPackage
internal import Tar

extension SavedConfiguration {
    private static let directoryMode = FilePermissions(rawValue: 0o755)
    private static let temporaryName = "wal-archive.tmp"

    /// Puts the files into a directory, made where it is not there; nothing that differs is
    /// replaced, so what an interruption left is gone on with.
    package func write(into path: FilePath, owner: FileOwner?) throws(BackupError) {
        for member in members {
            guard let content = member.content else { continue }
            let file = path.appending(member.path)
            let old = try BackupError.file { () throws(FileError) in
                try WholeFile.read(file, limit: content.count + 1)
            }
            guard let old, old != content else { continue }
            throw .refused(
                "\"\(file)\" is there already, and is not what the backup has HINT: Leave out"
                    + " --with-configuration, or move \"\(path)\" away."
            )
        }
        try BackupError.file { () throws(FileError) in
            let parent = path.removingLastComponent()
            _ = try FileTree(makingAt: parent, mode: Self.directoryMode, owner: owner)
            let tree = try FileTree(makingAt: path, mode: Self.directoryMode, owner: owner)
            for member in members { try Self.write(member, into: tree) }
            try tree.sync()
        }
    }

    private static func write(_ member: TarMember, into tree: FileTree) throws(FileError) {
        let mode = FilePermissions(rawValue: CModeT(member.mode))
        guard let content = member.content else {
            return try tree.makeDirectory(FilePath(member.path), mode: mode)
        }
        let file = try tree.open(FilePath(temporaryName))
        try file.setLength(0)
        try file.write(unsafe content.span.bytes, at: 0)
        try file.setMode(mode)
        try tree.rename(FilePath(temporaryName), to: FilePath(member.path))
    }
}
