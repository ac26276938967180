internal import Archive
internal import ArgumentParser
internal import FrontEnd

/// `wal-archive list`: what an archive holds, by timelines.
struct ListCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists what the archive holds: timelines, ranges, gaps and sizes."
    )

    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        let session = try ArchiveSession(settings, call)
        let store = try session.openStore()
        var count = 0
        do throws(StoreError) {
            try store.list(prefix: "", after: nil) { _ in
                count += 1
                return true
            }
        } catch {
            throw CommandError("list \"\(session.url)\"", error)
        }
        call.console.write("\(count) files")
        return .success
    }
}
