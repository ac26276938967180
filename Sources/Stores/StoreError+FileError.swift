internal import Archive
internal import Files
internal import SystemPackage

extension StoreError {
    /// What the system refused, as the store's failure.
    init(_ error: FileError, hint: String?) {
        // After a failed sync the kernel may call the same pages clean: never again on this file.
        let isPassing = error.action != .sync && error.isPassing
        let isUnwritable =
            error.action != .sync && (error.isFull || error.reason == .readOnlyFileSystem)
        self.init(
            isPassing ? .transient : isUnwritable ? .unwritable : .permanent,
            error.description,
            hint: hint
        )
    }

    /// The same, where it may be that the store's own directory is not there.
    ///
    /// - Parameter setting: what names the directory, in a sentence.
    init(_ error: FileError, in root: FilePath, setting: String) {
        let isMissing =
            error.action == .open && error.path == root
            && [.noSuchFileOrDirectory, .notDirectory].contains(error.reason)
        self.init(
            error,
            hint: isMissing
                ? "Is it mounted, and is \(setting) right? This program never creates it."
                : error.hint
        )
    }

    /// A store's calls, whose failures become its own.
    static func attempting<Result: ~Copyable>(
        _ call: () throws(FileError) -> Result
    ) throws(StoreError) -> Result {
        do throws(FileError) {
            return try call()
        } catch {
            throw StoreError(error, hint: error.hint)
        }
    }
}
