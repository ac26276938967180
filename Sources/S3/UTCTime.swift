/// A moment in the two notations that S3 uses.
package struct UTCTime: Equatable, Sendable {
    private static let secondsPerDay: Int64 = 86_400
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    /// Servers' clocks are of our time; beyond the year 9999 the notations have no room.
    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// Since 1970.
    package let seconds: Int64

    /// Makes a moment of its seconds since 1970, moved into the years that can be written.
    package init(seconds: Int64) {
        self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Parses `Fri, 24 May 2013 00:00:00 GMT` (RFC 9110, 5.6.7); nil for anything else.
    package init?(httpDate text: String) {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int64(words[1]),
            (1...31).contains(day), let month = Self.months.firstIndex(of: String(words[2])),
            let year = Int64(words[3]), (1970...9999).contains(year)
        else { return nil }
        self.init(year: year, month: Int64(month) + 1, day: day, clock: words[4])
    }

    /// Parses `2013-05-24T00:00:00.000Z`, as listings have it; nil for anything else.
    package init?(iso8601 text: String) {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].last == "Z" else { return nil }
        let date = parts[0].split(separator: "-").map { Int64($0) ?? -1 }
        guard date.count == 3, (1970...9999).contains(date[0]), (1...12).contains(date[1]),
            (1...31).contains(date[2])
        else { return nil }
        let clock = parts[1].dropLast().prefix { $0 != "." }
        self.init(year: date[0], month: date[1], day: date[2], clock: clock)
    }

    private init?(year: Int64, month: Int64, day: Int64, clock: Substring) {
        let clock = clock.split(separator: ":").map { Int64($0) ?? -1 }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]),
            (0...60).contains(clock[2])
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        self.init(
            seconds: days * Self.secondsPerDay + clock[0] * 3600 + clock[1] * 60 + clock[2]
        )
    }

    /// Parses `2013-05-24T00:00:00Z` (RFC 3339), a fraction of a second and an offset of zero
    /// included; nil for anything else.
    package init?(internetDate text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, [4, 7].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }),
            bytes[10] == UInt8(ascii: "T"), [13, 16].allSatisfy({ bytes[$0] == UInt8(ascii: ":") })
        else { return nil }
        let fields = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].map { range in
            Int64(String(decoding: bytes[range], as: UTF8.self)) ?? -1
        }
        let rest = bytes[19...].drop { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
        }
        guard ["Z", "+00:00", "-00:00", "+0000"].contains(String(decoding: rest, as: UTF8.self)),
            (1970...9999).contains(fields[0]), (1...12).contains(fields[1]),
            (1...31).contains(fields[2]), (0...23).contains(fields[3]),
            (0...59).contains(fields[4]), (0...60).contains(fields[5])
        else { return nil }
        let days = Self.days(year: fields[0], month: fields[1], day: fields[2])
        self.init(
            seconds: days * Self.secondsPerDay + fields[3] * 3600 + fields[4] * 60 + fields[5]
        )
    }

    /// `2013-05-24T00:00:00Z` (RFC 3339).
    package var internetDate: String {
        let text = Array(basic)
        let parts = [0..<4, 4..<6, 6..<11, 11..<13, 13..<16].map { String(text[$0]) }
        return "\(parts[0])-\(parts[1])-\(parts[2]):\(parts[3]):\(parts[4])"
    }

    /// `20130524`.
    package var day: String { String(basic.prefix(8)) }

    /// `20130524T000000Z`.
    package var basic: String {
        let (year, month, day) = Self.date(days: seconds / Self.secondsPerDay)
        let rest = seconds % Self.secondsPerDay
        return Self.digits(year, 4) + Self.digits(month, 2) + Self.digits(day, 2) + "T"
            + Self.digits(rest / 3600, 2) + Self.digits(rest / 60 % 60, 2)
            + Self.digits(rest % 60, 2) + "Z"
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    /// Days since 1970 of a date in the Gregorian calendar.
    ///
    /// A year is taken to begin in March, so that a leap day is its last one.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - daysBefore1970
    }

    /// From the first of March of the year 0.
    private static let daysBefore1970: Int64 = 719_468

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let sinceMarch = days + daysBefore1970
        let era = sinceMarch / 146_097
        let dayOfEra = sinceMarch % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month,
            dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }
}
