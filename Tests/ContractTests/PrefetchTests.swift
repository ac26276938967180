import Foundation
import TestSupport
import Testing

/// `wal-fetch` has a process fetch ahead, and answers from the spool.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PrefetchTests {
    /// A recovery that took two segments quickly, of an archive that has more.
    private func with(
        archived last: Int = 12,
        _ body: (AheadSite) async throws -> Void
    ) async throws {
        try await AheadSite.with { site in
            try await site.fill(1...last)
            try site.data.signal(.recovery)
            try await body(site)
            try Disk.remove("\(site.data.path)/postmaster.pid")
            try await site.waitForNoPrefetcher()
        }
    }

    /// Fetches segments, each of which must arrive as it was archived.
    private func expectFetched(_ numbers: ClosedRange<Int>, _ site: AheadSite) async throws {
        for number in numbers {
            let outcome = try await site.fetch(number)
            #expect(outcome.status == 0 && outcome.errors == "", "\(outcome)")
            #expect(try site.delivered() == AheadSite.fixture(number).bytes())
        }
    }

    @Test func `delivers from the spool without the archive, to its end`() async throws {
        try await with { (site) async throws in
            try await expectFetched(1...2, site)
            try await site.waitUntilReady(3...4)
            try site.hideArchive()
            try await expectFetched(3...4, site)
            try site.showArchive()
            try await expectFetched(5...12, site)
            #expect(try await site.fetch(13).status == 1)
        }
    }

    @Test func `begins with the first segment where a recovery does`() async throws {
        try await with { (site) async throws in
            try site.data.tell(segmentBytes: UInt32(AheadSite.fixture(1).bytes().count))
            try await expectFetched(1...1, site)
            try await site.waitUntilReady(2...3)
            try site.hideArchive()
            try await expectFetched(2...3, site)
            try site.showArchive()
            try await expectFetched(4...12, site)
            #expect(try await site.fetch(13).status == 1)
        }
    }

    @Test func `waits for a second segment on a standby`() async throws {
        try await with { (site) async throws in
            try site.data.tell(segmentBytes: UInt32(AheadSite.fixture(1).bytes().count))
            try site.data.signal(.standby)
            try await expectFetched(1...1, site)
            #expect(try await site.fetch(20).status == 1)
            #expect(try site.prefetchers() == [])
            #expect(try site.spooled("prefetched") == [])
            try await expectFetched(2...2, site)
            try await site.waitUntilReady(3...3)
        }
    }

    @Test func `is one process, which leaves nothing when recovery ends`() async throws {
        try await with { (site) async throws in
            try await expectFetched(1...2, site)
            try await site.waitUntilReady(3...3)
            #expect(try site.prefetchers().count == 1)
            try await expectFetched(3...6, site)
            #expect(try site.prefetchers().count <= 1)
            try Disk.remove("\(site.data.path)/recovery.signal")
            try await site.waitForNoPrefetcher()
            #expect(try site.spooled("prefetched") == [])
        }
    }

    @Test func `is gone when the postmaster was killed`() async throws {
        try await with { (site) async throws in
            try await expectFetched(1...2, site)
            try await site.waitUntilReady(3...3)
            #expect(try site.prefetchers().count == 1)
            let clock = ContinuousClock()
            kill(site.postmaster.processIdentifier, SIGKILL)
            let killed = clock.now
            try await site.waitForNoPrefetcher()
            // It takes a second at most; the rest is for a busy machine.
            #expect(killed.duration(to: clock.now) < .seconds(5))
        }
    }

    @Test func `begins only for a server that lives and recovers`() async throws {
        try await with { (site) async throws in
            try site.claim(process: site.postmaster.processIdentifier, status: "stopping")
            try await expectFetched(1...3, site)
            #expect(try site.prefetchers() == [])
            try Disk.remove("\(site.data.path)/recovery.signal")
            try site.claim(process: site.postmaster.processIdentifier)
            try await expectFetched(4...6, site)
            try site.data.signal(.standby)
            try site.claim(process: 0x3FFF_FFFF)
            try await expectFetched(7...9, site)
            #expect(try site.prefetchers() == [])
            #expect(try site.spooled("prefetched") == [])
        }
    }

    /// A postmaster that is process 1 inherits orphans, and restarts all sessions for some.
    @Test func `leaves no process behind where the postmaster is process 1`() async throws {
        try await with { (site) async throws in
            try site.claim(process: 1)
            try await expectFetched(1...2, site)
            // Beside the second one others were fetched.
            #expect(try site.spooled("prefetched").contains("\(AheadSite.name(3)).record"))
            try site.hideArchive()
            try await expectFetched(3...3, site)
            try site.showArchive()
            try await expectFetched(4...12, site)
            #expect(try site.prefetchers() == [])
        }
    }

    @Test func `what a killed one left is used, and removed`() async throws {
        try await with { (site) async throws in
            try await expectFetched(1...2, site)
            try await site.waitUntilReady(3...3)
            for process in try site.prefetchers() { kill(process, SIGKILL) }
            try await site.waitForNoPrefetcher()
            let spooled = "\(try site.spool())/prefetched"
            try Disk.write([1], to: "\(spooled)/\(AheadSite.name(9)).part")
            try Disk.write([1], to: "\(spooled)/\(AheadSite.name(8))")
            try await expectFetched(3...12, site)
            for process in try site.prefetchers() { kill(process, SIGKILL) }
            try await site.waitForNoPrefetcher()
            try Disk.write([1], to: "\(spooled)/\(AheadSite.name(9))")
            // Nobody fetches any more: the server that archives now cleans up.
            try Disk.remove("\(site.data.path)/recovery.signal")
            try site.mark(20...21)
            #expect(try await site.push(20).status == 0)
            #expect(try site.spooled("prefetched") == [])
        }
    }

    @Test func `works with a spool that became read-only`() async throws {
        try await with(archived: 6) { (site) async throws in
            try await expectFetched(1...1, site)
            #expect(chmod(try site.spool(), 0o500) == 0)
            try await expectFetched(2...6, site)
            // One that was begun finds out that it may not write, and ends at once.
            try await site.waitForNoPrefetcher()
            #expect(try site.spooled("prefetched") == [])
        }
    }

    @Test func `remembers nothing that is absent`() async throws {
        try await with(archived: 4) { (site) async throws in
            try await expectFetched(1...4, site)
            try await site.waitForNoPrefetcher()
            #expect(try await site.fetch(5).status == 1)
            try Disk.remove("\(site.data.path)/recovery.signal")
            try await site.fill(5...9)
            try site.data.signal(.recovery)
            try await expectFetched(5...9, site)
        }
    }

    @Test(arguments: [
        "printf x | dd of=F bs=1 seek=99 conv=notrunc status=none", "truncate -s 1000000 F",
        "cp F F2; mv F2 F", ": >F.record", "rm F.record", "rm F",
        "sed -i 's,^url .*,url x,' F.record",
    ])
    func `trusts nothing in the spool that was touched`(change: String) async throws {
        try await with(archived: 5) { (site) async throws in
            try await expectFetched(1...2, site)
            try await site.waitUntilReady(3...3)
            let path = "\(try site.spool())/prefetched/\(AheadSite.name(3))"
            let line = change.replacing("F", with: path)
            try await Command(["/bin/sh", "-ec", line]).succeed()
            // Nothing of it is served, so this comes from the archive.
            try await expectFetched(3...5, site)
        }
    }

    @Test func `replaces nothing, and delivers nothing where something is`() async throws {
        try await with { (site) async throws in
            try await expectFetched(1...2, site)
            try await site.waitUntilReady(3...3)
            let outcome = try await site.archive.fetch(
                AheadSite.name(3),
                to: "pg_wal/RECOVERYXLOG",
                in: site.data.path
            )
            #expect(outcome.status == 200, "\(outcome)")
            #expect(outcome.errors.contains("the file to be written exists already"), "\(outcome)")
            #expect(try site.delivered() == AheadSite.fixture(2).bytes())
        }
    }

    @Test(.enabled(if: MountedDirectory.isPossible, "\(MountedDirectory.isMissing)"))
    func `copies from a spool on another file system, where few lie ready`() async throws {
        try await AheadSite.with { (site) async throws in
            try await site.fill(1...12)
            try site.data.signal(.recovery)
            let mounted = try MountedDirectory(over: site.spools, mebibytes: 64)
            defer { mounted.unmount() }
            try await expectFetched(1...2, site)
            try await site.waitUntilReady(3...3)
            try await expectFetched(3...12, site)
            try Disk.remove("\(site.data.path)/postmaster.pid")
            try await site.waitForNoPrefetcher()
        }
    }

    @Test(.enabled(if: MountedDirectory.isPossible, "\(MountedDirectory.isMissing)"))
    func `works with a full spool`() async throws {
        try await AheadSite.with { (site) async throws in
            try await site.fill(1...6)
            try site.data.signal(.recovery)
            let mounted = try MountedDirectory(over: site.spools, mebibytes: 1)
            defer { mounted.unmount() }
            try? Disk.write([UInt8](repeating: 0, count: 1 << 20), to: "\(site.spools)/filler")
            try await expectFetched(1...6, site)
            try Disk.remove("\(site.data.path)/postmaster.pid")
            try await site.waitForNoPrefetcher()
        }
    }
}
