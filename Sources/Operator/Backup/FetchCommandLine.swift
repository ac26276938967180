internal import Config
internal import Files
internal import FrontEnd
internal import SystemPackage

/// What a restored server calls for WAL: wal-fetch, with the settings of this call.
struct FetchCommandLine {
    private static let program = "wal-fetch"
    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:@=+,"
    )

    /// The line for restore_command.
    let text: String

    /// Makes the line: the archive stands in it, so that it does not change with a file, and what
    /// this call was given as flags and by its environment, which the server does not have.
    ///
    /// A secret of the environment is not in it: everybody who may read the settings would know it.
    init(
        _ options: SettingsOptions,
        _ settings: Settings,
        _ invocation: Invocation
    ) throws(CommandError) {
        var words = [Self.path]
        let config = options.config ?? invocation.environment[SettingsSources.fileVariable]
        if let config { words += ["--config", AbsolutePath(config, invocation).path.string] }
        words += ["--archive", settings.archive.description]
        let given = try options.everything(invocation)
        for key in SettingKey.allCases where !key.isSecret && ![.archive, .backups].contains(key) {
            guard let last = given.last(where: { $0.key == key }) else { continue }
            switch last.source {
            case .flag, .variable: words += ["--\(key.flag)", last.value]
            case .file, .profile: continue
            }
        }
        // In PostgreSQL's command line a percent sign stands for something else.
        text =
            words.map {
                Self.quoted(
                    $0.split(separator: "%", omittingEmptySubsequences: false)
                        .joined(separator: "%%")
                )
            }.joined(separator: " ") + " %f %p"
    }

    /// The one beside this program; else the shell finds it.
    private static var path: String {
        guard let own = FileStatus.resolved("/proc/self/exe") else { return program }
        let beside = own.removingLastComponent().appending(program)
        return ((try? FileStatus.of(beside)) ?? nil) == nil ? program : beside.string
    }

    private static func quoted(_ word: String) -> String {
        if !word.isEmpty, word.allSatisfy(plain.contains) { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: #"'\''"#) + "'"
    }
}
