internal import CLinux
internal import SystemPackage

extension Directory {
    /// Seconds by which the clock that gives files here their times is ahead of this machine's: a
    /// file server's, or this machine's own.
    ///
    /// It is what a file that is created for this moment gets.
    package func clockLead() throws(FileError) -> Int64 {
        let before = Int64(time(nil))
        let file = try TemporaryFile(
            in: TemporaryPlace(directory: self, subdirectory: nil, prefix: Self.clockPrefix),
            mode: FilePermissions(rawValue: 0o600)
        )
        let created = try file.status().modified
        let after = Int64(time(nil))
        return created < before ? created - before : max(0, created - after)
    }

    /// Hidden, as other files on their way are.
    private static let clockPrefix = ".tmp-"
}
