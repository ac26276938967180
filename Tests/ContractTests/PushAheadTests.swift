import Foundation
import TestSupport
import Testing

/// `wal-push` stores what waits beside the file it was asked for, and answers for it later.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PushAheadTests {
    private func with(_ body: (AheadSite) async throws -> Void) async throws {
        try await AheadSite.with(body)
    }

    @Test func `stores what is marked, and answers for it without the archive`() async throws {
        try await with { (site) async throws in
            try site.mark(1...9)
            let first = try await site.push(1)
            #expect(first.status == 0 && first.errors == "", "\(first)")
            #expect(try site.archive.names() == (1...9).map(AheadSite.name))
            #expect(try site.spooled("archived") == (2...9).map(AheadSite.name))
            try site.hideArchive()
            for number in 2...9 {
                let outcome = try await site.push(number)
                #expect(outcome.status == 0 && outcome.errors == "", "\(outcome)")
            }
            #expect(try await site.push(1).status == 2)
            try site.showArchive()
            for number in 1...9 {
                #expect(try await site.fetch(number).status == 0)
                #expect(try site.delivered() == AheadSite.fixture(number).bytes())
            }
        }
    }

    @Test func `reads archive_status, and changes nothing in pg_wal`() async throws {
        try await with { (site) async throws in
            try site.mark(1...4)
            let status = "\(site.data.path)/pg_wal/archive_status"
            let before = try Disk.names(in: status).sorted()
            #expect(try await site.push(1).status == 0)
            #expect(try Disk.names(in: status).sorted() == before)
            #expect(try Disk.names(in: "\(site.data.path)/pg_wal").count == 5)
        }
    }

    @Test func `stores nothing ahead of a call by hand`() async throws {
        try await with { (site) async throws in
            try site.mark(1...4)
            try Disk.remove("\(site.data.path)/pg_wal/archive_status/\(AheadSite.name(1)).ready")
            #expect(try await site.push(1).status == 0)
            #expect(try site.archive.names() == [AheadSite.name(1)])
        }
    }

    @Test(arguments: [["--push-ahead", "0"], ["--push-jobs", "1"]])
    func `stores nothing ahead where the settings say so`(settings: [String]) async throws {
        try await with { (site) async throws in
            try site.mark(1...4)
            let outcome = try await Command(
                [try Executables.found().push, "--archive", site.archive.url]
                    + site.archive.settings + settings
                    + ["pg_wal/\(AheadSite.name(1))", AheadSite.name(1)],
                directory: site.data.path
            ).run()
            #expect(outcome.status == 0, "\(outcome)")
            #expect(try site.archive.names() == [AheadSite.name(1)])
        }
    }

    @Test func `stores nothing ahead once the server is stopping`() async throws {
        try await with { (site) async throws in
            try site.mark(1...4)
            try site.claim(
                process: site.postmaster.processIdentifier,
                status: "stopping"
            )
            #expect(try await site.push(1).status == 0)
            #expect(try site.archive.names() == [AheadSite.name(1)])
        }
    }

    @Test func `stores no more than the setting says`() async throws {
        try await with { (site) async throws in
            try site.mark(1...9)
            let outcome = try await Command(
                [try Executables.found().push, "--archive", site.archive.url]
                    + site.archive.settings + ["--push-ahead=3"]
                    + ["pg_wal/\(AheadSite.name(1))", AheadSite.name(1)],
                directory: site.data.path
            ).run()
            #expect(outcome.status == 0, "\(outcome)")
            #expect(try site.archive.names() == (1...4).map(AheadSite.name))
        }
    }

    @Test func `a bad neighbour is refused by itself, and fails nothing else`() async throws {
        try await with { (site) async throws in
            try site.mark(1...3)
            try site.data.write([UInt8](repeating: 0, count: 1 << 20), as: AheadSite.name(2))
            let asked = try await site.push(1)
            #expect(asked.status == 0 && asked.errors == "", "\(asked)")
            #expect(try !site.archive.names().contains(AheadSite.name(2)))
            let bad = try await site.push(2)
            #expect(bad.status == 3, "\(bad)")
            #expect(bad.errors.contains("the local file is wrong"), "\(bad)")
            #expect(try await site.push(3).status == 0)
        }
    }

    @Test(arguments: ["touch F", "truncate -s 1M F", "cp F F2 && mv F2 F", "printf x >>F"])
    func `answers only for the very file that it stored`(change: String) async throws {
        try await with { (site) async throws in
            try site.mark(1...2)
            #expect(try await site.push(1).status == 0)
            #expect(try site.spooled("archived") == [AheadSite.name(2)])
            let path = "\(site.data.path)/pg_wal/\(AheadSite.name(2))"
            try await Command(["/bin/sh", "-ec", change.replacing("F", with: path)]).succeed()
            try site.hideArchive()
            #expect(try await site.push(2).status > 0)
        }
    }

    @Test(arguments: ["", "wal-archive record 1: archived\n", "\0\0\0\0"])
    func `believes no record that is torn, and replaces it`(text: String) async throws {
        try await with { (site) async throws in
            try site.mark(1...3)
            #expect(try await site.push(1).status == 0)
            let record = "\(try site.spool())/archived/\(AheadSite.name(2))"
            let whole = try Disk.text(record)
            for changed in [
                text, String(whole.dropLast(3)),
                whole.replacing("size 1048576", with: "size 1048577"),
                whole.replacing("\ntime ", with: "\ntime 9"),
            ] {
                try Disk.write(Array(changed.utf8), to: record)
                try site.hideArchive()
                #expect(try await site.push(2).status == 2, "\(changed)")
                try site.showArchive()
            }
            let again = try await site.push(2)
            #expect(again.status == 0, "\(again)")
        }
    }

    @Test func `a record of one archive says nothing of another one in its place`() async throws {
        try await with { (site) async throws in
            try site.mark(1...3)
            #expect(try await site.push(1).status == 0)
            #expect(try site.spooled("archived").count == 2)
            // Somebody puts an empty archive there, and says that this is meant.
            try site.hideArchive()
            try FileManager.default.createDirectory(
                atPath: site.archive.path,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
            try Account.unprivileged.own(site.archive.path)
            for name in try Disk.names(in: try site.spool()) where name.hasPrefix("archive-") {
                try Disk.remove("\(try site.spool())/\(name)")
            }
            for number in 1...3 { #expect(try await site.push(number).status == 0) }
            #expect(try site.archive.names() == (1...3).map(AheadSite.name))
        }
    }

    @Test func `two clusters on a host do not meet in the spool`() async throws {
        try await with { (site) async throws in
            try site.mark(1...3)
            #expect(try await site.push(1).status == 0)
            let other = try DataDirectoryFixture(in: site.scratch, name: "site/other")
            for number in 1...3 {
                let fixture = AheadSite.fixture(number)
                try other.write(fixture.bytes(), as: fixture.name)
                try other.write([], as: "archive_status/\(fixture.name).ready")
            }
            try site.hideArchive()
            let name = AheadSite.name(2)
            let outcome = try await site.archive.push("pg_wal/\(name)", as: name, in: other.path)
            #expect(outcome.status == 2, "\(outcome)")
        }
    }

    /// The same path, the same cluster, perhaps the same inode of the directory.
    @Test func `a restored cluster does not use the records of the one before`() async throws {
        try await with { (site) async throws in
            try site.mark(1...3)
            #expect(try await site.push(1).status == 0)
            try Disk.remove(site.data.path)
            _ = try DataDirectoryFixture(in: site.scratch, name: "site/data")
            try site.mark(1...3)
            try site.claim(process: site.postmaster.processIdentifier)
            try site.hideArchive()
            #expect(try await site.push(2).status == 2)
        }
    }

    @Test func `keeps records of what waits only`() async throws {
        try await with { (site) async throws in
            try site.mark(1...5)
            #expect(try await site.push(1).status == 0)
            #expect(try site.spooled("archived").count == 4)
            for number in 1...5 {
                let status = "\(site.data.path)/pg_wal/archive_status/\(AheadSite.name(number))"
                try Disk.remove("\(status).ready")
            }
            try site.mark(8...9)
            #expect(try await site.push(8).status == 0)
            #expect(try site.spooled("archived") == [AheadSite.name(9)])
        }
    }
}
