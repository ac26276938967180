import Foundation
import TestSupport
import Testing

/// The short form of the campaigns of `scripts/campaign`: a fixed seed, and few of the cases.
///
/// That of `simulation` is `SimulationTests`, which a campaign runs with more schedules; that of
/// `races` is among the tests against the S3 server, and that of `fuzz` among those of the reader.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CampaignTests {
    private static let seed = 1

    /// Draws so many cases that each campaign takes some ten seconds.
    @Test(arguments: [
        ("kill", 80), ("errors", 60), ("signals", 80), ("damage", 60), ("backups", 6),
        ("records", 3),
    ])
    func `no promise is broken`(name: String, count: Int) async throws {
        try await ScratchDirectory.with { scratch in
            let campaign = try CampaignScript(in: scratch)
            let outcome = try await campaign.run(name, seed: Self.seed, count: count)
            #expect(outcome.status == 0, "\(outcome)")
            let summary = "campaign \(name): \(count) cases, 0 violations, seed \(Self.seed), "
            #expect(outcome.output.contains(summary), "\(outcome)")
        }
    }

    /// A directory and a bucket, with 30 segments each.
    @Test func `no row is lost whatever is killed`() async throws {
        try await ScratchDirectory.with { scratch in
            let campaign = try CampaignScript(in: scratch)
            let outcome = try await campaign.run(
                "rows",
                seed: Self.seed,
                count: 2,
                options: ["--segments", "30"]
            )
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output.contains("campaign rows: 2 cases, 0 violations"), "\(outcome)")
            for place in ["directory", "s3"] {
                #expect(outcome.output.contains("note: \(place): killed"), "\(outcome)")
            }
        }
    }

    @Test func `what cp does wrong is found`() async throws {
        try await ScratchDirectory.with { scratch in
            let campaign = try CampaignScript(in: scratch)
            let copying = try campaign.copyingCommands()
            let outcome = try await campaign.run("damage", seed: 1, count: 10, executables: copying)
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.output.contains("(standby): status 0 of: "), "\(outcome)")
            #expect(outcome.output.contains("again: scripts/campaign damage "), "\(outcome)")
        }
    }

    @Test func `every campaign is listed`() async throws {
        try await ScratchDirectory.with { scratch in
            let outcome = try await CampaignScript(in: scratch).list()
            #expect(outcome.status == 0, "\(outcome)")
            let names = outcome.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
            #expect(
                names == [
                    "kill", "errors", "signals", "damage", "rows", "backups", "records",
                    "simulation",
                    "races", "fuzz",
                ],
                "\(outcome)"
            )
        }
    }
}
