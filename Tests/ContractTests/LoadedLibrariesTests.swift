import Foundation
import TestSupport
import Testing

/// A call that answers from the spool, or of a file that is not there, opens no library that others
/// need: the dynamic linker itself tells what it loads (ld.so(8), LD_DEBUG).
@Suite(.serialized, .timeLimit(.minutes(5))) struct LoadedLibrariesTests {
    private static let lazy = ["libcurl", "libcrypto", "libssl", "libpq"]

    /// The names of those libraries that a command loads while it runs.
    private func loaded(
        _ words: [String],
        _ site: AheadSite,
        environment: [String: String] = [:],
        status: Int32 = 0
    ) async throws -> [String] {
        let traces = try site.scratch.directory("traces")
        // Not for what stands before the command and changes its user.
        let traced = ["/usr/bin/env", "LD_DEBUG=files", "LD_DEBUG_OUTPUT=\(traces)/ld"] + words
        let outcome = try await Command(
            traced,
            environment: environment,
            directory: site.data.path
        ).run()
        #expect(outcome.status == status, "\(outcome)")
        let names = try Disk.names(in: traces)
        // One process: nothing was left behind that fetches ahead.
        #expect(names.count == 1)
        let trace = try names.map { try Disk.text("\(traces)/\($0)") }.joined()
        #expect(trace.contains("file=libc.so"))
        try Disk.remove(traces)
        return Self.lazy.filter { trace.contains("file=\($0).") }
    }

    private func push(_ number: Int, _ site: AheadSite) -> [String] {
        let name = AheadSite.name(number)
        return [site.archive.executables.push, "--archive", site.archive.url]
            + site.archive.settings + ["pg_wal/\(name)", name]
    }

    private func fetch(_ number: Int, _ site: AheadSite) -> [String] {
        [site.archive.executables.fetch, "--archive", site.archive.url]
            + site.archive.settings + [AheadSite.name(number), "pg_wal/RECOVERYXLOG"]
    }

    @Test func `of a push that was stored ahead`() async throws {
        try await AheadSite.with { (site) async throws in
            try site.mark(1...2)
            #expect(try await loaded(push(1, site), site) == ["libcrypto"])
            #expect(try await loaded(push(2, site), site) == [])
        }
    }

    @Test func `of a push to a bucket that was stored ahead`() async throws {
        let bucket = ScriptedBucket()
        try await ScriptedServer.with { request in
            bucket.reply(to: request)
        } _: { server in
            try await AheadSite.with { (site) async throws in
                try site.mark(1...2)
                let words = [
                    site.archive.executables.push, "--archive", "s3://bucket/wal", "--s3-region",
                    "eu-central-1", "--s3-endpoint", server.endpoint, "--push-ahead", "8",
                    "--spool", site.spools,
                ]
                let keys = ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "secret"]
                let (first, second) = (AheadSite.name(1), AheadSite.name(2))
                #expect(
                    try await loaded(words + ["pg_wal/\(first)", first], site, environment: keys)
                        .contains("libcurl")
                )
                let asked = server.requests.count
                #expect(
                    try await loaded(words + ["pg_wal/\(second)", second], site) == []
                )
                #expect(server.requests.count == asked)
            }
        }
    }

    @Test func `of a fetch that finds nothing`() async throws {
        try await AheadSite.with { (site) async throws in
            try await site.fill(1...1)
            #expect(try await loaded(fetch(1, site), site) == ["libcrypto"])
            try Disk.remove("\(site.data.path)/pg_wal/RECOVERYXLOG")
            #expect(try await loaded(fetch(9, site), site, status: 1) == [])
        }
    }

    @Test func `of a fetch that was fetched ahead`() async throws {
        try await AheadSite.with { (site) async throws in
            try await site.fill(1...6)
            try site.data.signal(.recovery)
            for number in 1...2 { #expect(try await site.fetch(number).status == 0) }
            try await site.waitUntilReady(3...4)
            try Disk.remove("\(site.data.path)/pg_wal/RECOVERYXLOG")
            #expect(try await loaded(fetch(3, site), site) == [])
            try Disk.remove("\(site.data.path)/postmaster.pid")
            try await site.waitForNoPrefetcher()
        }
    }
}
