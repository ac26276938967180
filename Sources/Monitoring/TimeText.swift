/// Times as people read them.
package enum TimeText {
    private static let minute: Int64 = 60
    private static let hour: Int64 = 60 * 60
    private static let day: Int64 = 24 * 60 * 60

    /// `42 s`, `5 min`, `3 h`, `12 d`: the largest unit of which there are two.
    package static func span(_ seconds: Int64) -> String {
        switch seconds {
        case ..<(2 * minute): "\(seconds) s"
        case ..<(2 * hour): "\(seconds / minute) min"
        case ..<(2 * day): "\(seconds / hour) h"
        default: "\(seconds / day) d"
        }
    }
}
