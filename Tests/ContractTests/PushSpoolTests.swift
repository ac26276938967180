import Foundation
import TestSupport
import Testing

/// `wal-push` archives whatever its spool is like.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PushSpoolTests {
    private func with(_ body: (AheadSite) async throws -> Void) async throws {
        try await AheadSite.with(body)
    }

    @Test func `works without a spool, storing nothing ahead`() async throws {
        try await with { (site) async throws in
            try site.mark(1...3)
            // No directory of this cluster can be made in it.
            let path = try site.scratch.directory("locked")
            #expect(chmod(path, 0o500) == 0)
            let outcome = try await Command(
                [
                    try Executables.found().push, "--archive", site.archive.url, "--spool", path,
                    "--push-ahead", "9",
                    "pg_wal/\(AheadSite.name(1))", AheadSite.name(1),
                ],
                directory: site.data.path
            ).run()
            #expect(outcome.status == 0, "\(outcome)")
            #expect(try site.archive.names() == [AheadSite.name(1)])
        }
    }

    @Test func `works with a spool that became read-only`() async throws {
        try await with { (site) async throws in
            try site.mark(1...4)
            #expect(try await site.push(1).status == 0)
            for path in [try site.spool(), "\(try site.spool())/archived"] {
                #expect(chmod(path, 0o500) == 0)
            }
            try site.mark(5...7)
            for number in 2...7 { #expect(try await site.push(number).status == 0) }
            #expect(try site.archive.names() == (1...7).map(AheadSite.name))
            // So that it can be removed.
            for path in [try site.spool(), "\(try site.spool())/archived"] {
                #expect(chmod(path, 0o700) == 0)
            }
        }
    }

    @Test(.enabled(if: MountedDirectory.isPossible, "\(MountedDirectory.isMissing)"))
    func `works with a full spool`() async throws {
        try await with { (site) async throws in
            try site.mark(1...5)
            let mounted = try MountedDirectory(over: site.spools, mebibytes: 1)
            defer { mounted.unmount() }
            let filler = [UInt8](repeating: 0, count: (1 << 20) + 4096)
            try? Disk.write(filler, to: "\(site.spools)/filler")
            for number in 1...5 {
                let outcome = try await site.push(number)
                #expect(outcome.status == 0, "\(outcome)")
            }
            #expect(try site.archive.names() == (1...5).map(AheadSite.name))
        }
    }
}
