internal import Archive
internal import ArgumentParser
internal import Cluster
internal import Config
internal import FrontEnd
internal import Stores
internal import SystemPackage
internal import WAL

/// `wal-archive resolve NAME PATH`: which of two files of one name counts.
struct ResolveCommand: Subcommand {
    /// Whose file counts.
    enum Side: String, ExpressibleByArgument {
        case archived, local
    }

    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Decides which of two files counts that claim one name.",
        discussion: """
            Without --keep it shows both and changes nothing. Nothing is ever removed: the other \
            file is kept in the archive as NAME.conflict.DIGITS. To be run as the server's user, \
            in its data directory.
            """
    )

    @ArgumentParser.Argument(help: "The file's name in the archive.")
    var name: String
    @ArgumentParser.Argument(help: "The file that wal-push refused to archive.")
    var path: String
    @Option(help: "The one that counts: archived or local.")
    var keep: Side?
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Settings") var settings: SettingsOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        guard let name = WALFileName(name) else {
            throw CommandError(.usage, "\"\(name)\" is not the name of a WAL file")
        }
        let session = try ArchiveSession(settings, call)
        let resolution = try self.resolution(session, call)
        let source = try openSource()
        let finding = resolution.find(name, source: source)
        let view = ResolutionView(name: name, path: path, finding: finding)
        guard let keep, finding.isOpen else {
            view.write(to: call.console, json: output.json)
            return view.ending
        }
        let kept: ArchivedFileName
        do throws(PushError) {
            kept =
                switch keep {
                case .archived: try resolution.keepArchived(name, source: source)
                case .local: try resolution.keepLocal(name, source: source, finding: finding)
                }
        } catch {
            throw CommandError(.cannotTell, "could not resolve \"\(name)\": \(error.description)")
        }
        view.write(kept: kept, keep, to: call.console, json: output.json)
        return .success
    }

    private func resolution(
        _ session: ArchiveSession,
        _ call: Call
    ) throws(CommandError) -> Resolution {
        let settings = session.settings
        let directory = try Place("", call.invocation).dataDirectory
        return Resolution(
            store: try session.openReplacingStore(),
            compressionLevel: settings.compression == .none ? nil : settings.compressionLevel,
            checksWAL: settings.checkWAL,
            system: session.system,
            localHistories: { (timeline) throws(SourceError) in
                try directory?.historyFiles(above: timeline) ?? []
            }
        )
    }

    private func openSource() throws(CommandError) -> FileSource {
        do throws(SourceError) {
            return try FileSource(opening: FilePath(path))
        } catch {
            throw CommandError(.cannotTell, "could not resolve \"\(name)\": \(error.reason)")
        }
    }
}

extension Resolution.Finding {
    /// Whether there is something to decide.
    var isOpen: Bool {
        switch self {
        case .differs, .storedDefect: true
        case .settled, .impossible: false
        }
    }
}
