package import Archive
package import Config
internal import Lifecycle
internal import Stores

/// An archive that several threads may open, each with a watch that ends the process when the
/// archive hangs.
package struct WatchedArchive: Sendable {
    private let settings: Settings
    private let place: Place
    private let budget: Duration
    private let name: String
    private let exit: @Sendable (CommandResult) -> Never

    /// Names the archive of a command's call.
    ///
    /// - Parameters:
    ///   - budget: what one operation may keep the call waiting.
    ///   - name: the command's.
    ///   - exit: prints and ends the process, for the end that comes from a watch.
    package init(
        _ settings: Settings,
        place: Place,
        budget: Duration,
        name: String,
        exit: @escaping @Sendable (CommandResult) -> Never
    ) {
        self.settings = settings
        self.place = place
        self.budget = budget
        self.name = name
        self.exit = exit
    }

    /// Opens the archive for one thread.
    package func open() throws(StoreError) -> any Store {
        try settings.openArchive(watchedSurroundings())
    }

    /// The same where an operator decides that another object gets a name.
    package func openReplacing() throws(StoreError) -> any ReplacingStore {
        try settings.openReplacingArchive(watchedSurroundings())
    }

    /// Those of one thread, whose watch begins.
    private func watchedSurroundings() -> CallSurroundings {
        let progress = Progress()
        let end = exit
        let name = name
        let watch = Watch(
            progress: progress,
            patience: Patience(budget: budget, size: nil),
            waiting: nil,
            isStopping: { false },
            end: { reason in
                let line = "\(name): could not go on: \(reason.description)"
                end(
                    CommandResult(
                        status: Ending.cannotTell.rawValue,
                        errors: [Message.oneLine(line)]
                    )
                )
            }
        )
        watch.start()
        return surroundings(progress)
    }

    /// By whom an archive on a server is asked; nil for a directory.
    func access() throws(StoreError) -> ArchiveAccess? {
        try settings.archiveAccess(surroundings(Progress()))
    }

    private func surroundings(_ progress: Progress) -> CallSurroundings {
        var surroundings = CallSurroundings(place, progress: progress, budget: budget) { _ in }
        surroundings.remember(at: place, settings)
        return surroundings
    }
}
