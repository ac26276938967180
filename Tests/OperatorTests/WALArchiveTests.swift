import FrontEnd
import Operator
import Testing

/// The tool's own words: usage, version, settings.
@Suite struct WALArchiveTests {
    @Test func `names itself and its version`() {
        let call = RecordedCall("--version")
        #expect(call.run() == CommandResult(status: 0, output: ["wal-archive 0.1.0"]))
    }
}
