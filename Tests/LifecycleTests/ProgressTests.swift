import Lifecycle
import Testing

/// What one thread notes and another one sees.
@Suite struct ProgressTests {
    @Test func `begins idle with nothing moved`() {
        #expect(Progress().sample == Progress.Sample(bytes: 0, operation: 0, phase: .idle))
    }

    @Test func `counts bytes and operations`() {
        let progress = Progress()
        progress.enter(.moving)
        progress.passed(1000)
        progress.passed(24)
        #expect(progress.sample == Progress.Sample(bytes: 1024, operation: 1, phase: .moving))
        progress.enter(.idle)
        #expect(progress.sample == Progress.Sample(bytes: 1024, operation: 1, phase: .idle))
        progress.enter(.syncing)
        #expect(progress.sample == Progress.Sample(bytes: 1024, operation: 2, phase: .syncing))
    }
}
