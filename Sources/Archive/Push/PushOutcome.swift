package import Codec
package import WAL

/// How a file came to be in the archive.
package struct PushOutcome: Equatable, Sendable {
    /// How the archive came to hold the file.
    package enum Way: Equatable, Sendable {
        case archived
        /// The same contents were there.
        case alreadyArchived
        /// The same contents were there up to the end of the segment's timeline.
        case alreadyArchivedUpTo(LSN)
        /// A `.partial` whose name was taken, kept under a name of its own.
        case keptPartial(ArchivedFileName)
        /// An operator decided for another file of this name, and had this one kept.
        case keptAsLoser(ArchivedFileName)
    }

    /// How the archive came to hold the file.
    package let way: Way
    /// Of the file's plain bytes.
    package let identity: FileIdentity
    /// What is odd but no reason to refuse.
    package let warnings: [String]

    init(_ way: Way, _ identity: FileIdentity, _ warnings: [String]) {
        self.way = way
        self.identity = identity
        self.warnings = warnings
    }
}
