extension UTCTime {
    /// Reads a date and a time as ISO 8601 or PostgreSQL write them; nil for anything else.
    ///
    /// `2026-11-21T13:30:00Z`, `2026-11-21 13:30:00.123456+01`, `2026-11-21 13:30`; a time without
    /// a zone is UTC.
    package init?(_ text: some StringProtocol) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(digits: 4...4), scanner.skip("-"),
            let month = scanner.number(digits: 2...2), (1...12).contains(month), scanner.skip("-"),
            let day = scanner.number(digits: 2...2), (1...31).contains(day),
            scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(digits: 2...2), (0...23).contains(hour), scanner.skip(":"),
            let minute = scanner.number(digits: 2...2), (0...59).contains(minute)
        else { return nil }
        var second: Int64 = 0
        var fraction: Int64 = 0
        if scanner.skip(":") {
            guard let number = scanner.number(digits: 2...2), (0...60).contains(number) else {
                return nil
            }
            second = number
            if scanner.skip(".") {
                guard let number = scanner.fraction() else { return nil }
                fraction = number
            }
        }
        guard let zone = scanner.zone(), scanner.isAtEnd else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        guard Self.hasDay(day, year: year, month: month) else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - zone
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }
}

extension UTCTime {
    /// Whether a month has a day: 31 February would silently be one of March.
    private static func hasDay(_ day: Int64, year: Int64, month: Int64) -> Bool {
        let first = days(year: year, month: month, day: 1)
        let next =
            month == 12
            ? days(year: year + 1, month: 1, day: 1) : days(year: year, month: month + 1, day: 1)
        return day <= next - first
    }
}

/// Takes a text apart from its beginning.
private struct DigitScanner {
    private var rest: Substring

    init(_ text: some StringProtocol) {
        rest = Substring(text)
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: ClosedRange<Int>) -> Int64? {
        let found = rest.prefix { $0.isASCII && $0.isNumber }
        guard digits.contains(found.utf8.count) else { return nil }
        rest = rest.dropFirst(found.count)
        return Int64(found)
    }

    /// Up to six digits behind a point, as microseconds; further ones are dropped.
    mutating func fraction() -> Int64? {
        let found = rest.prefix { $0.isASCII && $0.isNumber }
        guard !found.isEmpty else { return nil }
        rest = rest.dropFirst(found.count)
        let six = found.prefix(6)
        return Int64(six + String(repeating: "0", count: 6 - six.count))
    }

    /// Seconds east of UTC; 0 where nothing is said.
    mutating func zone() -> Int64? {
        if rest.isEmpty || skip("Z") || skip("z") { return 0 }
        _ = skip(" ")
        if rest == "UTC" || rest == "GMT" {
            rest = ""
            return 0
        }
        let sign: Int64 = skip("-") ? -1 : skip("+") ? 1 : 0
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard sign != 0, [2, 4].contains(digits.utf8.count), let hours = Int64(digits.prefix(2)),
            hours <= 15
        else { return nil }
        rest = rest.dropFirst(digits.count)
        var minutes = Int64(digits.dropFirst(2)) ?? 0
        if digits.utf8.count == 2, skip(":") {
            guard let number = number(digits: 2...2) else { return nil }
            minutes = number
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}
