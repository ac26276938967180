import TestSupport
import Testing

/// Two nodes: the first works, is backed up, works on, and dies; others are made of what is left.
struct LossStory<Archive: TestedArchive> {
    private let site: BackupSite<Archive>
    private let installation: PostgreSQLInstallation

    init(_ site: BackupSite<Archive>, _ installation: PostgreSQLInstallation) {
        (self.site, self.installation) = (site, installation)
    }

    /// The second node comes back to the last commit, the third to a time before.
    func happen() async throws {
        let first = try await site.primary(installation)
        try await first.insert(.inBackup)
        let name = try await site.backUp(first)
        try await first.insert(.beforeTime)
        let time = try await first.sql("SELECT clock_timestamp()")
        try await first.insert(.archived)
        try await first.archiveCurrentSegment()
        try await first.destroy()

        let listing = try await site.succeed("backups")
        #expect(listing.contains("\(name)  full"))
        #expect(listing.contains("recoverable to"))
        let second = try await restored("node-2")
        #expect(
            try await Ledger.contents(of: second)
                == Ledger.contents(.inBackup, .beforeTime, .archived)
        )
        #expect(try Disk.mode(of: second.dataDirectory) == 0o700)
        try await second.stop()

        let third = try await restored(
            "node-3",
            ["--target-time", time, "--target-timeline", "1", "--target-action", "promote"]
                + ["--no-archiving"]
        )
        #expect(try await Ledger.contents(of: third) == Ledger.contents(.inBackup, .beforeTime))
        try await third.stop(.immediate)
    }

    /// A server on what a restore left, once it has recovered.
    private func restored(_ node: String, _ options: [String] = []) async throws
        -> PostgreSQLServer
    {
        let line = site.line(["restore", "--to", site.scratch.path(node)] + options)
        try await Command(line, environment: site.archive.environment).succeed()
        let server = try await site.started(installation, on: node)
        try await server.waitForEndOfRecovery()
        return server
    }
}
