import Foundation
import TestSupport
import Testing

@testable import Backup

@Suite struct UTCTimeTests {
    @Test(arguments: [
        ("2026-11-21T13:30:00Z", "2026-11-21T13:30:00Z"),
        ("2026-11-21 13:30:00", "2026-11-21T13:30:00Z"),
        ("2026-11-21 13:30", "2026-11-21T13:30:00Z"),
        ("2026-11-21 13:30:00.5+01", "2026-11-21T12:30:00.500000Z"),
        ("2026-11-21 13:30:00.123456-05:30", "2026-11-21T19:00:00.123456Z"),
        ("2026-11-21 13:30:00 UTC", "2026-11-21T13:30:00Z"),
        ("2024-02-29T00:00:00+0100", "2024-02-28T23:00:00Z"),
        ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.250000Z"),
    ])
    func `reads times and writes them in UTC`(text: String, expected: String) throws {
        #expect(try #require(UTCTime(text)).description == expected)
    }

    @Test(arguments: [
        "", "yesterday", "2026-13-01 00:00", "2026-11-21", "2026-11-21 25:00",
        "2026-11-21 13:30:00 CET", "2026-11-21 13:30:00+1", "2026-11-21 13:30:00Zx",
        "2027-02-29 00:00", "2026-04-31 00:00", "2026-12-32 00:00",
    ])
    func `refuses everything else`(text: String) {
        #expect(UTCTime(text) == nil)
    }

    @Test func `agrees with Foundation's calendar`() throws {
        var random = SplitMix64(state: 7)
        let formatter = ISO8601DateFormatter()
        for _ in 0..<2000 {
            let seconds = Int64.random(in: -62_000_000_000...250_000_000_000, using: &random)
            let time = UTCTime(seconds: seconds)
            let text = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            // Foundation changes calendars in 1582.
            if seconds > -12_000_000_000 { #expect(time.description == text) }
            #expect(UTCTime(time.description) == time)
        }
    }

    @Test(arguments: [999_999_999_999_999, 106_751_991_167_301, Int.max])
    func `so many days before is the first moment, never a later one`(days: Int) {
        let now = UTCTime(seconds: 1_800_000_000)
        #expect(now.before(days: days) == UTCTime(seconds: .min))
        #expect(now.before(days: 1) == UTCTime(seconds: 1_799_913_600))
    }

    @Test func `is written as names and settings have it`() throws {
        let time = try #require(UTCTime("2026-11-21T13:30:05.25Z"))
        #expect(time.compact == "20261121T133005Z")
        #expect(time.settingText == "2026-11-21 13:30:05.250000+00")
    }
}
