internal import Archive
internal import Backup
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

    /// Opens the archive for one thread: what fails in passing is tried again, and a watch ends the
    /// process when the archive hangs.
    func openStore() throws(CommandError) -> any Store {
        let store = try opening { () throws(StoreError) in try archive.open() }
        return RetryingStore(store, policy: RetryPolicy(budget: budget), clock: ThreadClock())
    }

    /// Opens it where an operator decides, one try each.
    func openReplacingStore() throws(CommandError) -> any ReplacingStore {
        try opening { () throws(StoreError) in try archive.openReplacing() }
    }

    private var budget: Duration { settings.timeout ?? Self.defaultBudget }

    private var archive: WatchedArchive {
        WatchedArchive(settings, place: place, budget: budget, name: Call.name, exit: call.exit)
    }

    private func opening<Value>(
        _ call: () throws(StoreError) -> Value
    ) throws(CommandError) -> Value {
        do throws(StoreError) {
            return try call()
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
