import Foundation
import TestSupport
import Testing

/// Within ten minutes it is noticed that a bucket's prefix was wiped or given to another cluster.
@Suite(.timeLimit(.minutes(5))) struct KnownArchiveTests {
    private func methods(_ site: S3Site) -> [String] {
        site.proxy.requests.map {
            "\($0.method) \($0.path.split(separator: "/").last ?? "")"
        }
    }

    private func wipe(_ site: S3Site) async throws {
        for key in try await site.bucket.keys() { try await site.bucket.remove(key) }
    }

    @Test func `its marker is read once in ten minutes, and nothing else is asked`() async throws {
        try await S3Site.with { site in
            try await site.prepare([site.segment(1)])
            try site.ageRecords()
            for number in 2...3 as ClosedRange<UInt64> {
                site.proxy.clear()
                expect(try await site.push(site.segment(number)), exits: 0)
                let put = "PUT \(site.segment(number).name)"
                #expect(methods(site) == (number == 2 ? ["GET wal-archive.cluster"] : []) + [put])
            }
            try site.ageRecords()
            for expected in [["GET wal-archive.cluster"], []] {
                site.proxy.clear()
                let (outcome, _) = try await site.fetch("00000002.history", as: .standby)
                expect(outcome, exits: 1)
                #expect(methods(site) == ["GET 00000002.history"] + expected)
            }
        }
    }

    @Test func `nothing is stored in a prefix that was wiped, and nothing is absent`() async throws
    {
        try await S3Site.with { site in
            try await site.prepare([site.segment(1)])
            try await wipe(site)
            try site.ageRecords()
            let reason =
                "\"\(site.archive.url)\" is empty, but held this cluster's WAL before HINT: Does"
                + " the setting archive name the right bucket and prefix? If it was emptied on"
                + " purpose, remove the spool."
            let push = try await site.push(site.segment(2))
            expect(push, fails: site.segment(2).name, status: 2, saying: reason)
            let (fetch, _) = try await site.fetch(site.segment(2).name, as: .standby)
            #expect(fetch.status != 0 && fetch.status != 1, "\(fetch)")
            #expect(fetch.errors.contains(reason), "\(fetch)")
            #expect(try await site.bucket.keys() == [])
        }
    }

    @Test func `another cluster's marker is noticed, by a call that stores ahead too`() async throws
    {
        try await S3Site.with(settings: ["--push-ahead", "128"]) { site in
            try await site.prepare([site.segment(1)])
            try await wipe(site)
            let marker =
                "wal-archive 1\nsystem 42\narchive " + String(repeating: "a", count: 32) + "\n"
            try await site.bucket.put(
                Array(marker.utf8),
                at: site.archive.key("wal-archive.cluster")
            )
            try site.ageRecords()
            for number in 2...5 as ClosedRange<UInt64> {
                let segment = site.segment(number)
                try site.data.write(segment.bytes(), as: segment.name)
                try site.data.write([], as: "archive_status/\(segment.name).ready")
            }
            let outcome = try await site.push(site.segment(2), writing: false)
            expect(
                outcome,
                fails: site.segment(2).name,
                status: 3,
                saying: "is the archive of another cluster"
            )
            #expect(methods(site) == ["GET wal-archive.cluster"])
            #expect(try await site.archive.names() == [])
        }
    }

    /// What was stored ahead is in the archive that was; whether it still is that one is asked too.
    @Test func `a record of what was stored ahead does not hide it`() async throws {
        try await S3Site.with(settings: ["--push-ahead", "128"]) { site in
            try await site.prepare([site.segment(1)])
            for number in 2...3 as ClosedRange<UInt64> {
                let segment = site.segment(number)
                try site.data.write(segment.bytes(), as: segment.name)
                try site.data.write([], as: "archive_status/\(segment.name).ready")
            }
            expect(try await site.push(site.segment(2), writing: false), exits: 0)
            try await wipe(site)
            try site.ageRecords()
            let outcome = try await site.push(site.segment(3), writing: false)
            expect(
                outcome,
                fails: site.segment(3).name,
                status: 2,
                saying: "is empty, but held this cluster's WAL before"
            )
        }
    }
}
