internal import CLinux
internal import SystemPackage

extension FileTree {
    /// Makes everything in the file system durable, and tells of every write to it that failed since
    /// this tree was opened.
    ///
    /// The corresponding C function is `syncfs`; where that tells nothing each file is asked for.
    package func sync() throws(FileError) {
        guard shim_syncfs(root.descriptor.rawValue) == 0 else {
            throw FileError(.sync, path, .current)
        }
        if let running = KernelVersion.running, running >= .tellingSync { return }
        try Self.syncFiles(of: root, depth: 0)
    }

    /// Makes each file below a directory durable; links are not followed.
    static func syncFiles(of directory: Directory, depth: Int) throws(FileError) {
        guard depth < depthLimit else {
            throw FileError(.sync, directory.path, .fileNameTooLong)
        }
        for name in try directory.entries() {
            guard let status = try directory.status(ofEntry: name) else { continue }
            let path = directory.path.appending(name)
            if status.isDirectory {
                let below = try Directory(opening: path, followingLink: false)
                try syncFiles(of: below, depth: depth + 1)
            } else if status.isRegular {
                let file: ReadableFile
                do throws(ReadableFile.Refusal) {
                    file = try ReadableFile(opening: path)
                } catch {
                    throw FileError(.sync, path, .ioError)
                }
                try file.sync()
            }
        }
        try directory.sync()
    }
}
