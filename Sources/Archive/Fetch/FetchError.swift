package import WAL

/// Why a file was not delivered, though it is not known to be absent.
package enum FetchError: Error, Equatable, Sendable {
    /// Whether the archive has it could not be found out, or it could not be delivered.
    case cannotTell(StoreError)
    /// What the archive holds is not the file that it should be.
    case defect(FileDefect)
    /// It is absent, but a later segment of the same timeline is there.
    case gap(later: SegmentName)
    /// This process failed.
    case failed(String)

    /// What failed and why, without a full stop; then what to do next.
    package var description: String {
        switch self {
        case .cannotTell(let error): error.description
        case .defect(let defect):
            "the archived file is not sound: \(defect) HINT: \(defect.hint)"
        case .gap(let later):
            "the archive does not have it, but has the later segment \"\(later)\""
                + " HINT: Find the missing segment (in pg_wal of the old primary or of a standby)"
                + " and archive it. To end recovery here and lose what follows,"
                + " set accept_gap to this segment's name."
        case .failed(let reason): reason
        }
    }

    /// Whether another try may go better.
    var isTransient: Bool {
        if case .cannotTell(let error) = self { error.kind == .transient } else { false }
    }

    /// How long the archive asks to be left alone.
    var leastDelay: Duration {
        if case .cannotTell(let error) = self { error.retryAfter ?? .zero } else { .zero }
    }
}

/// Calls a store from a use case that fetches; what stands in a file's place is a defect.
func telling<Result>(
    _ call: () throws(StoreError) -> Result
) throws(FetchError) -> Result {
    do throws(StoreError) {
        return try call()
    } catch {
        throw error.kind == .notAFile ? .defect(.notAFile(error.reason)) : .cannotTell(error)
    }
}
