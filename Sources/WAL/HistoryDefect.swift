/// What makes a file no history file of its timeline.
package enum HistoryDefect: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(bytes: Int)
    case unreadableLine(Int)
    case notAscending(line: Int)
    case noParent
    case parentNotBelow(TimelineID)

    package var description: String {
        switch self {
        case .tooLong(let bytes):
            "it has \(bytes) bytes, more than a history file can have"
        case .unreadableLine(let number):
            "line \(number) does not name a timeline and a switch point"
        case .notAscending(let line):
            "line \(line) does not name a later timeline than the one before"
        case .noParent:
            "it names no parent timeline"
        case .parentNotBelow(let parent):
            "it names timeline \(parent), which is not below its own"
        }
    }
}
