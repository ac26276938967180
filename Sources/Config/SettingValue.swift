/// How the text of a setting becomes a value; nil means that it is none.
package enum SettingValue {
    /// A boolean as PostgreSQL writes them (`parse_bool`), unambiguous beginnings included.
    static func boolean(_ text: String) -> Bool? {
        let text = text.lowercased()
        switch text {
        case "": return nil
        case "on", "1": return true
        case "off", "of", "0": return false
        default: break
        }
        if "true".hasPrefix(text) || "yes".hasPrefix(text) { return true }
        if "false".hasPrefix(text) || "no".hasPrefix(text) { return false }
        return nil
    }

    /// A whole number within a range.
    static func integer(_ text: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = Int(text), range.contains(value) else { return nil }
        return value
    }

    /// Seconds, or a number with one of PostgreSQL's units; from a millisecond to a day.
    package static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard (1...digitLimit).contains(digits.utf8.count), let number = Int64(digits) else {
            return nil
        }
        let duration: Duration
        switch unit {
        case "ms": duration = .milliseconds(number)
        case "", "s": duration = .seconds(number)
        case "min": duration = .seconds(number * 60)
        case "h": duration = .seconds(number * 60 * 60)
        case "d": duration = .seconds(number * 60 * 60 * 24)
        default: return nil
        }
        return (Duration.milliseconds(1)...(.seconds(60 * 60 * 24))).contains(duration)
            ? duration : nil
    }

    /// Bytes: a number with one of PostgreSQL's units, or without one; from 2MB on.
    static func bytesPerSecond(_ text: String) -> UInt64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...digitLimit + 2).contains(digits.utf8.count), let number = UInt64(digits) else {
            return nil
        }
        let shift: UInt64
        switch text.dropFirst(digits.count).drop(while: { $0 == " " }) {
        case "", "B": shift = 0
        case "kB": shift = 10
        case "MB": shift = 20
        case "GB": shift = 30
        default: return nil
        }
        let (bytes, isTooMany) = number.multipliedReportingOverflow(by: 1 << shift)
        return !isTooMany && bytes >= smallestLimit ? bytes : nil
    }

    /// A transfer must make 1 MiB/s in the long run, or it is given up.
    private static let smallestLimit: UInt64 = 2 << 20

    /// A day has 86,400,000 milliseconds.
    private static let digitLimit = 8
}
