internal import CLinux

/// A moment in microseconds since 1970, UTC.
package struct UTCTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    private static let second: Int64 = 1_000_000
    private static let secondsADay: Int64 = 24 * 60 * 60
    /// The years that are read and written with four digits.
    private static let range = -62_167_219_200...253_402_300_799 as ClosedRange<Int64>

    /// Microseconds since 1970.
    package let microseconds: Int64

    /// Makes a moment; one beyond the years 0 to 9999 becomes the nearest within.
    package init(microseconds: Int64) {
        let bounds = Self.range.lowerBound * Self.second...Self.range.upperBound * Self.second
        self.microseconds = min(max(microseconds, bounds.lowerBound), bounds.upperBound)
    }

    /// Makes a moment of whole seconds since 1970.
    package init(seconds: Int64) {
        let bounded = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
        microseconds = bounded * Self.second
    }

    /// The clock's time.
    ///
    /// The corresponding C function is `clock_gettime`, with CLOCK_REALTIME.
    package static var now: Self {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Self(microseconds: Int64(time.tv_sec) * second + Int64(time.tv_nsec) / 1000)
    }

    /// Whole seconds since 1970.
    package var seconds: Int64 {
        microseconds >= 0
            ? microseconds / Self.second : (microseconds - Self.second + 1) / Self.second
    }

    /// As long before; the first moment that there is where that lies beyond.
    package func before(days: Int) -> Self {
        let (span, isBeyond) = Int64(clamping: days).multipliedReportingOverflow(
            by: Self.secondsADay
        )
        let (start, isBelow) = seconds.subtractingReportingOverflow(span)
        guard !isBeyond, !isBelow else {
            return Self(seconds: days > 0 ? Self.range.lowerBound : Self.range.upperBound)
        }
        return Self(seconds: start)
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.microseconds < rhs.microseconds }

    /// `2026-11-21T13:30:00Z`, with a fraction where there is one.
    package var description: String {
        let fraction = microseconds - seconds * Self.second
        let parts = fields
        let tail = fraction == 0 ? "" : "." + Self.digits(fraction, 6)
        return "\(parts.date)T\(parts.time)\(tail)Z"
    }

    /// As PostgreSQL's settings take it: `2026-11-21 13:30:00.123456+00`.
    package var settingText: String {
        let fraction = microseconds - seconds * Self.second
        return "\(fields.date) \(fields.time).\(Self.digits(fraction, 6))+00"
    }

    /// `20261121T133000Z`, as names of backups begin.
    package var compact: String {
        (fields.date + "T" + fields.time + "Z").filter { $0 != "-" && $0 != ":" }
    }

    private var fields: (date: String, time: String) {
        let days = Self.floorDivide(seconds, Self.secondsADay)
        let rest = seconds - days * Self.secondsADay
        let date = Self.civil(days: days)
        return (
            "\(Self.digits(date.year, 4))-\(Self.digits(date.month, 2))-\(Self.digits(date.day, 2))",
            "\(Self.digits(rest / 3600, 2)):\(Self.digits(rest / 60 % 60, 2)):"
                + Self.digits(rest % 60, 2)
        )
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    /// The day of the Gregorian calendar; March begins the year here, so that the leap day is last.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * march + 2) / 5 + 1)
    }

    /// The reverse of `civil`.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let march = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * march + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
