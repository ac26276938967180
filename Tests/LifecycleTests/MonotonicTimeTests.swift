import Lifecycle
import Testing

/// Time that never goes back.
@Suite struct MonotonicTimeTests {
    @Test(arguments: [Duration.zero, .nanoseconds(1), .milliseconds(5)])
    func `passes at least as long as was waited`(duration: Duration) {
        let before = MonotonicTime.now
        MonotonicTime.wait(duration)
        #expect(MonotonicTime.now - before >= duration)
    }

    @Test func `knows the year`() {
        #expect(MonotonicTime.secondsSince1970 > 1_750_000_000)
    }
}
