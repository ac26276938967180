import TestSupport
import Testing

/// Push and fetch over a store, a clock and processes that a seed moves.
@Suite struct SimulationTests {
    /// Schedules in a test run; WALTEST_SCHEDULES sets another number for a campaign.
    private static let scheduleCount =
        Environment.value("WALTEST_SCHEDULES").flatMap { UInt64($0) } ?? 100_000
    /// Where the seeds begin; WALTEST_SEED sets another.
    private static let firstSeed = Environment.value("WALTEST_SEED").flatMap { UInt64($0) } ?? 1
    /// Each planted defect must be found within so many.
    private static let schedulesForDefect: UInt64 = 20_000

    @Test(arguments: [UInt64(0), 1])
    func `no schedule breaks a promise`(half: UInt64) {
        var seed = Self.firstSeed + half
        while seed < Self.firstSeed + Self.scheduleCount {
            let violations = Schedule.violations(seed: seed)
            if !violations.isEmpty {
                Issue.record("seed \(seed): \(violations.joined(separator: "; "))")
                return
            }
            seed += 2
        }
        #expect(seed >= Self.firstSeed + Self.scheduleCount)
    }

    @Test(arguments: PlantedDefect.allCases)
    func `a planted defect is found`(defect: PlantedDefect) throws {
        let seeds = 1...Self.schedulesForDefect
        let found = try #require(
            seeds.first { !Schedule.violations(seed: $0, defect: defect).isEmpty }
        )
        #expect(Schedule.violations(seed: found).isEmpty)
    }
}
