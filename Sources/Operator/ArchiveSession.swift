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
        let archive = WatchedArchive(
            settings,
            place: place,
            budget: settings.timeout ?? Self.defaultBudget,
            name: Call.name,
            exit: call.exit
        )
        do throws(StoreError) {
            return try archive.open()
        } catch {
            throw CommandError(.usage, error.description)
        }
    }
}

extension CommandError {
    /// What an archive could not be asked.
    init(_ action: String, _ error: StoreError) {
        self.init(.cannotTell, "could not \(action): \(error)")
    }
}
