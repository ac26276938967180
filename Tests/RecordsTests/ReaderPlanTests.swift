import TestSupport
import Testing

/// The short form of `scripts/campaign fuzz`: plans drawn by a seed.
@Suite struct ReaderPlanTests {
    @Test(arguments: 0..<8)
    func `reads whatever it is given to its end, and the same each time`(part: Int) {
        for seed in 0..<25 {
            var random = SplitMix64(state: UInt64(part * 1_000 + seed))
            let count = Int.random(in: 0...400, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            var plan = ReaderPlan(bytes)
            #expect(plan.run() == nil, "seed \(part * 1_000 + seed)")
        }
    }
}
