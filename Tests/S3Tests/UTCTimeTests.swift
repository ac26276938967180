import S3
import Testing

/// Moments in S3's notations.
@Suite struct UTCTimeTests {
    @Test(
        arguments: [
            (0, "19700101T000000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_399, "20000228T235959Z", "Mon, 28 Feb 2000 23:59:59 GMT"),
            (951_782_400, "20000229T000000Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_369_353_600, "20130524T000000Z", "Fri, 24 May 2013 00:00:00 GMT"),
            (1_798_761_599, "20261231T235959Z", "Thu, 31 Dec 2026 23:59:59 GMT"),
            (4_107_542_400, "21000301T000000Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "99991231T235959Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String, String)]
    )
    func `is written and read`(seconds: Int64, basic: String, http: String) {
        #expect(UTCTime(seconds: seconds).basic == basic)
        #expect(UTCTime(seconds: seconds).day == String(basic.prefix(8)))
        #expect(UTCTime(httpDate: http)?.seconds == seconds)
    }

    @Test func `is read as listings have it`() {
        #expect(UTCTime(iso8601: "2013-05-24T00:00:00.000Z")?.seconds == 1_369_353_600)
        #expect(UTCTime(iso8601: "2013-05-24T00:00:01Z")?.seconds == 1_369_353_601)
    }

    @Test(arguments: [
        "", "Fri, 24 May 2013 00:00:00", "Fri, 24 May 2013 00:00:00 CET",
        "Fri, 32 May 2013 00:00:00 GMT", "Fri, 24 Mai 2013 00:00:00 GMT",
        "Fri, 24 May 1969 00:00:00 GMT", "Fri, 24 May 2013 24:00:00 GMT",
        "Fri, 24 May 2013 00:60:00 GMT", "Fri, 24 May 2013 00:00 GMT",
        "Fri, 24 May 99999999999999999999 00:00:00 GMT",
    ])
    func `is not read from anything else`(text: String) {
        #expect(UTCTime(httpDate: text) == nil)
        #expect(UTCTime(iso8601: text) == nil)
    }

    @Test(arguments: [
        "2013-05-24", "2013-05-24T00:00:00", "2013-13-24T00:00:00Z", "2013-05-24T25:00:00Z",
        "2013-05-24TZ", "T00:00:00Z",
    ])
    func `is not read from what is half a time`(text: String) {
        #expect(UTCTime(iso8601: text) == nil)
    }

    @Test(arguments: [Int64.min, -1])
    func `begins in 1970`(seconds: Int64) {
        #expect(UTCTime(seconds: seconds).basic == "19700101T000000Z")
    }

    @Test func `ends with the year 9999`() {
        #expect(UTCTime(seconds: Int64.max).basic == "99991231T235959Z")
    }
}
