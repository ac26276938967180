internal import Files
internal import SystemPackage

extension DirectoryObjects {
    /// Opens a folder; nil where somebody removed it meanwhile.
    func openFolder(
        _ folder: String,
        in root: Directory
    ) throws(FileError) -> Directory? {
        do throws(FileError) {
            return try Directory(opening: path.appending(folder))
        } catch {
            // Where it still is in the directory that was opened, that is mounted elsewhere now.
            guard error.reason == .noSuchFileOrDirectory, try root.status(of: folder) == nil else {
                throw error
            }
            return nil
        }
    }
}
