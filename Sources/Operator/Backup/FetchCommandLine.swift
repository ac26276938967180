internal import Config
internal import Files
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
    /// this call was given as flags.
    init(_ options: SettingsOptions, _ settings: Settings) {
        var words = [Self.path]
        if let config = options.config { words += ["--config", config] }
        words += ["--archive", settings.archive.description]
        for setting in options.given where ![.archive, .backups].contains(setting.key) {
            words += ["--\(setting.key.flag)", setting.value]
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
