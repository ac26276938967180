import Lifecycle
import Testing

/// The process that waits for an answer; what happens at its end needs processes of its own.
@Suite struct WaitingProcessTests {
    @Test(arguments: [Int32(0), 1])
    func `is there while a test runs`(milliseconds: Int32) {
        #expect(!WaitingProcess().hasEnded(within: milliseconds))
    }
}
