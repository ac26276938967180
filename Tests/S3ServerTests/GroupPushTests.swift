import Foundation
import TestSupport
import Testing

/// `wal-push` stores what waits beside the file that it was asked for, over a network.
@Suite(.serialized, .timeLimit(.minutes(5))) struct GroupPushTests {
    private static let settings = ["--push-ahead", "128"]

    /// Puts segments into `pg_wal`, marked for the archiver.
    private func mark(_ numbers: ClosedRange<UInt64>, _ site: S3Site) throws -> [WALFixture] {
        try numbers.map { number in
            let segment = site.segment(number)
            try site.data.write(segment.bytes(), as: segment.name)
            try site.data.write([], as: "archive_status/\(segment.name).ready")
            return segment
        }
    }

    @Test(arguments: ["zstd", "none"])
    func `a neighbour costs one request, and its own call none`(form: String) async throws {
        try await S3Site.with(settings: Self.settings + ["--compression", form]) { site in
            try await site.prepare([site.segment(0)])
            let segments = try mark(1...9, site)
            expect(try await site.push(segments[0], writing: false), exits: 0)
            #expect(site.proxy.requests.map(\.method) == [String](repeating: "PUT", count: 9))
            #expect(Set(site.proxy.requests.map(\.path)).count == 9)
            #expect(site.proxy.connections <= 9)
            for segment in segments.dropFirst() {
                expect(try await site.push(segment, writing: false), exits: 0)
            }
            #expect(site.proxy.requests.count == 9)
            for segment in segments { try await site.expectArchived(segment) }
        }
    }

    @Test func `a first call proves the archive, and only then goes ahead`() async throws {
        try await S3Site.with(settings: Self.settings) { site in
            let segments = try mark(1...6, site)
            expect(try await site.push(segments[0], writing: false), exits: 0)
            let methods = site.proxy.requests.map(\.method)
            #expect(methods == ["GET", "GET"] + [String](repeating: "PUT", count: 8))
            #expect(try await site.archive.names() == segments.map(\.name))
        }
    }

    @Test func `on a lossy link every call stores at least its own file`() async throws {
        try await S3Site.with(settings: Self.settings) { site in
            try await site.prepare([site.segment(0)])
            let segments = try mark(1...32, site)
            // 10 Mbit/s for all together; every fifth request breaks off.
            site.proxy.linkBytesPerSecond = 1_250_000
            site.proxy.latency = .milliseconds(40)
            for number in stride(from: 4, through: 32, by: 5) {
                let name = site.segment(UInt64(number)).name
                let pattern = RequestPattern("PUT", suffix: name)
                site.proxy.inject(.whileSending(.reset, after: 200_000), into: pattern)
            }
            for segment in segments {
                expect(try await site.push(segment, writing: false), exits: 0)
                let names = Set(site.proxy.requests.map(\.path))
                #expect(names.contains { $0.hasSuffix(segment.name) })
            }
            #expect(site.proxy.occurrences > 0)
            site.proxy.clear()
            let archived = try await site.archive.names()
            #expect(archived == ([site.segment(0)] + segments).map(\.name))
            expect(try await site.archive.verify(archived), exits: 0)
        }
    }

    @Test func `a stopping server does not wait for neighbours that stall`() async throws {
        try await S3Site.with(settings: Self.settings) { site in
            try await site.prepare([site.segment(0)])
            let segments = try mark(1...6, site)
            for segment in segments.dropFirst() {
                let pattern = RequestPattern("PUT", suffix: segment.name)
                site.proxy.inject(
                    .whileSending(.stall, after: 1000),
                    into: pattern,
                    times: 100
                )
            }
            try await PostmasterStandIn.with { postmaster in
                try site.data.claim(process: postmaster.id)
                async let pushing = site.push(segments[0], writing: false)
                try await Condition.wait(for: "a neighbour that stalls") {
                    site.proxy.occurrences > 0
                }
                let clock = ContinuousClock()
                try site.data.claim(process: postmaster.id, status: "stopping")
                let begun = clock.now
                expect(try await pushing, exits: 0)
                // A second; the rest is for a busy machine.
                #expect(begun.duration(to: clock.now) < .seconds(8))
            }
            try await site.expectArchived(segments[0])
        }
    }

    @Test func `a failing neighbour fails nothing else`() async throws {
        try await S3Site.with(settings: Self.settings) { site in
            try await site.prepare([site.segment(0)])
            let segments = try mark(1...4, site)
            let pattern = RequestPattern("PUT", suffix: segments[2].name)
            site.proxy.inject(.answer(.internalError), into: pattern)
            let outcome = try await site.push(segments[0], writing: false)
            expect(outcome, exits: 0)
            #expect(outcome.errors == "", "\(outcome)")
            for segment in segments.dropFirst() {
                expect(try await site.push(segment, writing: false), exits: 0)
            }
            for segment in segments { try await site.expectArchived(segment) }
        }
    }

    /// As many as are sent at once, each larger than what one of them may hold in memory.
    @Test func `a group takes less than 128 MiB of memory`() async throws {
        let settings = Self.settings + ["--push-jobs", "16"]
        try await S3Site.with(settings: settings) { site in
            let segments = (0...UInt64(16)).map { number in
                var segment = site.segment(number)
                segment.size = 8 << 20
                return segment
            }
            expect(try await site.push(segments[0]), exits: 0)
            for segment in segments.dropFirst() {
                try site.data.write(segment.bytes(), as: segment.name)
                try site.data.write([], as: "archive_status/\(segment.name).ready")
            }
            // So slow that all of them are under way together.
            site.proxy.linkBytesPerSecond = 20 << 20
            async let pushing = site.push(segments[1], writing: false)
            let peak = try await PeakMemory.ofCommands(in: site.data.path) {
                site.proxy.requests.count >= segments.count
            }
            expect(try await pushing, exits: 0)
            #expect(site.proxy.requests.count > 8)
            #expect(peak > 0 && peak < 128 << 20, "\(peak >> 20) MiB")
        }
    }
}
