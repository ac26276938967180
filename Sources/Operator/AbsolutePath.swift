internal import Files
internal import FrontEnd
internal import SystemPackage

/// A path from the command line as it is to be written down: who reads it works elsewhere.
struct AbsolutePath {
    /// The path, without `.` and `..`.
    let path: FilePath

    /// Puts the call's working directory in front of a path that does not begin at the root.
    init(_ text: String, _ invocation: Invocation) {
        let given = FilePath(text)
        let directory = invocation.workingDirectory
        let here = directory.isAbsolute ? directory : FileStatus.resolved(directory) ?? directory
        path = here.pushing(given).lexicallyNormalized()
    }
}
