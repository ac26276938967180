internal import Archive
internal import ArgumentParser
internal import Backup
internal import FrontEnd
internal import WAL

/// `wal-archive cleanup`: what `archive_cleanup_command` calls on a standby that alone uses an
/// archive, or one whose WAL base backups need too.
struct CleanupCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "cleanup",
        abstract: "Removes WAL before a standby's last restart point: archive_cleanup_command.",
        discussion: """
            archive_cleanup_command = 'wal-archive cleanup %r'. Where base backups are kept, what \
            they need stays. Only one standby may use an archive that is cleaned up like this.
            """
    )

    @ArgumentParser.Argument(help: "%r: the oldest file that must stay.")
    var restartPoint: String
    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false
    @OptionGroup(title: "Settings") var settings: SettingsOptions
    @OptionGroup var output: OutputOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        guard let segment = WALFileName(restartPoint)?.segment else {
            throw CommandError(.usage, "\"\(restartPoint)\" is not the name of a WAL file")
        }
        let session = try ArchiveObjects(settings, call)
        let doomed = try session.unneeded(before: segment)
        guard !dryRun else {
            for object in doomed { call.console.write(object.name.description) }
            return .success
        }
        let left = try session.remove(doomed)
        for line in RemovalReport(left).refusals {
            call.console.complain(Message.oneLine("\(Call.name): \(line)"))
        }
        return left.retained.isEmpty ? .success : .cannotTell
    }
}
