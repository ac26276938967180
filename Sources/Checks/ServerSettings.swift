/// The settings of a running server on which archiving and recovery depend, as SHOW gives them.
package struct ServerSettings: Equatable, Sendable {
    /// `off`, `on` or `always`.
    package var archiveMode: String
    /// Empty or `(disabled)` where none is set.
    package var archiveCommand: String
    /// Empty before PostgreSQL 15, which has no such setting.
    package var archiveLibrary: String
    /// Empty where none is set.
    package var restoreCommand: String
    /// Whether it recovers, or follows another server.
    package var isInRecovery: Bool

    /// Makes settings of their texts.
    package init(
        archiveMode: String,
        archiveCommand: String,
        archiveLibrary: String = "",
        restoreCommand: String = "",
        isInRecovery: Bool = false
    ) {
        self.archiveMode = archiveMode
        self.archiveCommand = archiveCommand
        self.archiveLibrary = archiveLibrary
        self.restoreCommand = restoreCommand
        self.isInRecovery = isInRecovery
    }
}
