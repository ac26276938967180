internal import Archive
internal import Threads

/// One object to be written: its bytes come through a channel.
final class PartJob: Sendable {
    /// A whole part: what bounds the memory is `PieceStock`.
    private static let pieceLimit = 1024

    /// Which object of the backup it is.
    struct Place: Hashable, Sendable {
        /// The archive's file, or the manifest's.
        let file: String
        /// The first part is 1; 0 for an object that is not cut.
        let number: Int
    }

    let place: Place
    let object: ObjectName
    let continues: PartDescription.Continuation?
    let pieces = Channel<Piece>(capacity: pieceLimit)

    init(_ place: Place, object: ObjectName, continues: PartDescription.Continuation?) {
        self.place = place
        self.object = object
        self.continues = continues
    }
}
