import Foundation
import TestSupport
import Testing

/// `wal-fetch` has a process fetch ahead over a network, and answers from the spool.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PrefetchTests {
    /// A recovery that fetched two segments quickly, of an archive that has more.
    private func with(_ body: (S3Site, [WALFixture]) async throws -> Void) async throws {
        try await S3Site.with(settings: ["--fetch-ahead", "64"]) { site in
            let segments = (1...12).map { site.segment($0) }
            try await site.prepare(segments)
            for segment in segments { try Disk.remove("\(site.data.path)/pg_wal/\(segment.name)") }
            try await PostmasterStandIn.with { postmaster in
                try site.data.claim(process: postmaster.id)
                try await expectFetched(segments[0...1], site)
                try await body(site, segments)
            }
            try await Condition.wait(for: "the end of the prefetcher") { try isIdle(site) }
        }
    }

    private func expectFetched(_ segments: ArraySlice<WALFixture>, _ site: S3Site) async throws {
        for segment in segments {
            let (outcome, delivered) = try await site.fetch(segment.name)
            expect(outcome, exits: 0)
            let isSame = delivered == segment.bytes()
            #expect(isSame, "\(segment.name)")
        }
    }

    /// Whether nobody fetches ahead, which a lock tells.
    private func isIdle(_ site: S3Site) throws -> Bool {
        let locks = try Disk.text("/proc/locks")
        return try Disk.names(in: site.scratch.path("spool")).allSatisfy { name in
            let lock = "\(site.scratch.path("spool"))/\(name)/prefetcher"
            let attributes = try FileManager.default.attributesOfItem(atPath: lock)
            let number = attributes[.systemFileNumber] as? UInt64 ?? 0
            return !locks.contains(":\(number) ")
        }
    }

    /// What lies ready, with its record.
    private func spooled(_ site: S3Site) throws -> [String] {
        let spools = site.scratch.path("spool")
        return try Disk.names(in: spools).flatMap { name in
            let path = "\(spools)/\(name)/prefetched"
            return Disk.exists(path) ? try Disk.names(in: path) : []
        }
    }

    @Test func `delivers from the spool while the server is gone`() async throws {
        try await with { site, segments in
            try await Condition.wait(for: "two segments in the spool") {
                let names = try spooled(site)
                return segments[2...3].allSatisfy { names.contains("\($0.name).record") }
            }
            let pattern = RequestPattern("GET")
            site.proxy.inject(.answer(.internalError), into: pattern, times: 1000)
            try await expectFetched(segments[2...3], site)
            site.proxy.clear()
            try await expectFetched(segments[4...], site)
        }
    }

    @Test func `fetches each segment once, over connections that it keeps`() async throws {
        try await with { site, segments in
            try await expectFetched(segments[2...], site)
            let paths = site.proxy.requests.filter { $0.method == "GET" }.map(\.path)
            for segment in segments {
                let times = paths.filter { $0.hasSuffix(segment.name) }.count
                #expect(times <= 2, "\(paths)")
            }
        }
    }
}
