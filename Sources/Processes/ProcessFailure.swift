/// Why a command gave no output.
package enum ProcessFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// It could not be started, for the system's reason.
    case notStarted(String)
    /// It ended with a status other than 0.
    case exited(Int32)
    /// A signal ended it.
    case killed(signal: Int32)
    /// It printed more than was asked for.
    case tooLong(limit: Int)
    /// It did not end in time.
    case tooSlow(Duration)

    package var description: String {
        switch self {
        case .notStarted(let reason): "it could not be started: \(reason)"
        case .exited(let status): "it ended with exit status \(status)"
        case .killed(let signal): "signal \(signal) ended it"
        case .tooLong(let limit): "it printed more than \(limit) bytes"
        case .tooSlow(let time): "it had not ended after \(Int64(time / .seconds(1))) s"
        }
    }
}
