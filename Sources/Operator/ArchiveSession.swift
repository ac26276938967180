internal import Archive
internal import Cluster
internal import Config
internal import FrontEnd
internal import Lifecycle
internal import Stores
internal import SystemPackage
internal import WAL

/// The archive that a call's settings name.
struct ArchiveSession: Sendable {
    /// What one operation may keep the call waiting.
    private static let defaultBudget: Duration = .seconds(300)

    let settings: Settings
    /// The cluster of the data directory in which the command was called; nil elsewhere.
    let system: SystemIdentifier?
    private let place: Place
    private let call: Call

    /// Reads the settings.
    init(_ options: SettingsOptions, _ call: Call) throws(CommandError) {
        settings = try options.settings(call)
        place = try Place("", call.invocation)
        system = place.system
        self.call = call
    }

    /// The archive's URL.
    var url: String { settings.archive.description }

    /// Opens the archive for one thread, with a watch that ends the process when it hangs.
    func openStore() throws(CommandError) -> any Store {
        let progress = Progress()
        let budget = settings.timeout ?? Self.defaultBudget
        let store: any Store
        do throws(StoreError) {
            store = try settings.openArchive(
                CallSurroundings(place, progress: progress, budget: budget) { _ in }
            )
        } catch {
            throw CommandError(.usage, error.description)
        }
        let end = call.exit
        let patience = Patience(budget: budget, size: nil)
        let watch = Watch(
            progress: progress,
            patience: patience,
            waiting: nil,
            isStopping: { false },
            end: { reason in
                let line = "\(Call.name): could not go on: \(reason.description)"
                end(
                    CommandResult(
                        status: Ending.cannotTell.rawValue,
                        errors: [Message.oneLine(line)]
                    )
                )
            }
        )
        watch.start()
        return store
    }
}

extension CommandError {
    /// What an archive could not be asked.
    init(_ action: String, _ error: StoreError) {
        self.init(.cannotTell, "could not \(action): \(error)")
    }
}
