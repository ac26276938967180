internal import Archive
internal import ArgumentParser
internal import Codec
internal import FrontEnd
internal import Records
internal import WAL

/// `wal-archive show NAME`: what one file holds.
struct ShowCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows what an archived file holds.",
        discussion: """
            Of a segment its header, its records by resource manager, and where they break. It is \
            read by itself: a record that began in the segment before is not checked.
            """
    )

    @ArgumentParser.Argument(help: "The file's name.")
    var name: String
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Settings") var settings: SettingsOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        guard let file = ArchivedFileName(name) else {
            throw CommandError(.usage, "\"\(name)\" is not the name of an archived file")
        }
        let session = try ArchiveSession(settings, call)
        let store = try session.openStore()
        let view = FileView(of: file, in: store, system: session.system)
        if output.json {
            call.console.write(JSONLine.text(view.json))
        } else {
            for line in view.text { call.console.write(line) }
        }
        return view.ending
    }
}
