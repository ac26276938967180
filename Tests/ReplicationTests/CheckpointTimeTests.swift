import Testing

@testable import Replication

/// How long a server may be silent before its backup begins.
@Suite struct CheckpointTimeTests {
    @Test(
        arguments: [
            // An hour is the least.
            ("5min", 300, 3600), ("30s", 300, 3600), ("30min", 300, 3600),
            ("1h", 300, 7200), ("90min", 300, 10_800), ("1d", 300, 172_800),
            // Who waits longer anyway waits so long here too.
            ("5min", 9000, 9000),
            // What no server says.
            ("", 300, 172_800), ("99999999999999999999d", 300, 172_800), ("9999d", 300, 172_800),
        ]
    )
    func `is twice the time of a spread checkpoint`(text: String, limit: Int64, seconds: Int64) {
        #expect(
            CheckpointTime(text).limit(atLeast: .seconds(limit)) == .seconds(seconds)
        )
    }
}
