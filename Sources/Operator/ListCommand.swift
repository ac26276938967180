internal import Archive
internal import ArgumentParser
internal import FrontEnd
internal import WAL

/// `wal-archive list`: what an archive holds, by timelines.
struct ListCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists what the archive holds: timelines, ranges, gaps and sizes.",
        discussion: "The status is 4 where a segment is missing between two that are there."
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Settings") var settings: SettingsOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        let session = try ArchiveSession(settings, call)
        let store = try session.openStore()
        let progress = ProgressBar(call.console, verb: "listed", total: nil, unit: .files)
        let listing: Listing
        do throws(StoreError) {
            listing = try Listing(of: store, system: session.system) { progress.advance(by: 1) }
        } catch {
            progress.finish()
            throw CommandError("list \"\(session.url)\"", error)
        }
        progress.finish()
        if output.json {
            for line in listing.json { call.console.write(line) }
        } else {
            for line in listing.text { call.console.write(line) }
        }
        return listing.ending
    }
}
