package import Archive

/// How a call ended, in the terms of the README's table.
package enum Ending: Int32, Sendable {
    case success = 0
    /// wal-fetch: authoritatively absent. wal-push: the archive holds other contents.
    case absentOrDifferent = 1
    case cannotTell = 2
    case damaged = 3
    case gap = 4
    case usage = 5
    case defect = 6
}

extension FetchError {
    /// How a call ends that failed like this.
    package var ending: Ending {
        switch self {
        case .cannotTell: .cannotTell
        case .defect: .damaged
        case .gap: .gap
        case .failed: .cannotTell
        }
    }
}

extension PushError {
    /// How a call ends that failed like this.
    package var ending: Ending {
        switch self {
        case .conflict: .absentOrDifferent
        case .unknownTimelineEnd, .store, .source, .noCluster, .failed: .cannotTell
        case .localDefect, .otherCluster, .unknownCluster, .storedDefect: .damaged
        }
    }
}

extension Verification.Result {
    /// How a call ends that found this.
    package var ending: Ending {
        switch self {
        case .sound, .soundUpTo: .success
        case .absent: .absentOrDifferent
        case .cannotTell, .failed: .cannotTell
        case .defect, .differs: .damaged
        case .gap: .gap
        }
    }
}

extension Ending {
    /// Of several files the first of these that occurs is the command's.
    private static let gravity: [Ending] = [
        .defect, .usage, .cannotTell, .damaged, .gap, .absentOrDifferent,
    ]

    /// The gravest of several.
    package static func gravest(_ endings: [Ending]) -> Ending {
        gravity.first { endings.contains($0) } ?? .success
    }
}
