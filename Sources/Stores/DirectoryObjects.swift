package import Archive
internal import Codec
package import Files
package import SystemPackage

/// Objects in a directory: a file for each, in folders one level deep.
///
/// The directory itself is never created here: one that is not there is an unmounted disk.
package final class DirectoryObjects: ObjectStore {
    private static let temporaryPrefix = ".tmp-"

    /// `file://` and the path.
    package let url: String
    let path: FilePath
    private let once: CreateOnce

    /// Makes a store that opens its directory with each call.
    package init(path: FilePath, once: CreateOnce) {
        url = "file://\(path)"
        self.path = path
        self.once = once
    }

    /// Begins a file, and makes its folder where that is not there.
    package func stage(_ name: ObjectName) throws(StoreError) -> any StagedObject {
        try attempting { () throws(FileError) in
            let root = try Directory(opening: path)
            var directory = root
            if let folder = name.folder {
                directory = try makeFolder(folder, in: root)
            }
            let file = try TemporaryFile(
                in: TemporaryPlace(
                    directory: directory,
                    subdirectory: nil,
                    prefix: Self.temporaryPrefix
                ),
                mode: DirectoryRights.file
            )
            try DirectoryRights.share(with: root) { owner, group throws(FileError) in
                try file.setOwner(owner, group: group)
            }
            return StagedObjectFile(
                name: name.lastComponent,
                file: file,
                directory: directory,
                once: once
            )
        }
    }

    private func makeFolder(_ folder: String, in root: Directory) throws(FileError) -> Directory {
        let isThere = try root.status(of: folder) != nil
        if !isThere { try root.createDirectory(folder, mode: DirectoryRights.folder) }
        let directory = try Directory(opening: path.appending(folder))
        if !isThere {
            try DirectoryRights.share(with: root) { owner, group throws(FileError) in
                try directory.setOwner(owner, group: group)
            }
            try root.sync()
        }
        return directory
    }

    /// Reads a file.
    package func read(
        _ name: ObjectName,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> Bool {
        guard let file = try open(name) else { return false }
        do throws(FileError) {
            try file.read(receive)
        } catch {
            throw readError(error)
        }
        return true
    }

    /// Opens a file; nil when the directory, being there, has none of this name.
    private func open(_ name: ObjectName) throws(StoreError) -> ReadableFile? {
        let root = try attempting { () throws(FileError) in try Directory(opening: path) }
        do throws(ReadableFile.Refusal) {
            return try ReadableFile(opening: name.description, in: root)
        } catch {
            switch error {
            case .absent: return nil
            case .notRegular:
                throw StoreError(.notAFile, "\"\(url)/\(name)\" is no regular file")
            case .failed(let failure):
                if failure.reason == .notDirectory { return nil }
                throw readError(failure)
            }
        }
    }

    func attempting<Result: ~Copyable>(
        _ call: () throws(FileError) -> Result
    ) throws(StoreError) -> Result {
        do throws(FileError) {
            return try call()
        } catch {
            throw storeError(error)
        }
    }

    /// The failure to read one file of the directory, which could be opened.
    private func readError(_ error: FileError) -> StoreError {
        let isOfOne = [.permissionDenied, .notPermitted, .ioError].contains(error.reason)
        return isOfOne ? storeError(error).ofOneObject : storeError(error)
    }

    func storeError(_ error: FileError) -> StoreError {
        StoreError(error, in: path, setting: "the setting")
    }
}
