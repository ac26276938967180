import TestSupport
import Testing

/// Base backups in a real S3 server.
@Suite(.serialized, .timeLimit(.minutes(10))) struct S3BackupTests {
    @Test func `a lost server comes back from a bucket, to its last commit and to a time before`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let bucket = try await S3Bucket(on: .shared(), in: scratch)
            let site = try BackupSite(in: bucket, scratch)
            try await LossStory(site, PostgreSQLInstallation.first()).happen()
        }
    }

    @Test func `an old backup expires, and the WAL that only it needs`() async throws {
        try await ScratchDirectory.with { scratch in
            let bucket = try await S3Bucket(on: .shared(), in: scratch)
            let site = try BackupSite(in: bucket, scratch)
            let server = try await site.primary(try PostgreSQLInstallation.first())
            let old = try await site.backUp(server)
            try await server.archiveCurrentSegment()
            let new = try await site.backUp(server)
            let before = try await site.archive.names()

            let report = try await site.succeed("expire", "--keep-full", "1")
            #expect(report.contains("remove backup \(old)"))
            #expect(report.contains("keep backup \(new)"))
            let left = try await bucket.keys(below: "main/base/")
            #expect(left.allSatisfy { $0.contains("/\(new)/") || $0.hasSuffix(".cluster") })
            #expect(left.contains("main/base/\(new)/backup.json"))
            #expect(try await site.archive.names().count < before.count)
            #expect(try await site.run("backups").status == 0)
        }
    }

    @Test func `what a lock keeps is told, with its end`() async throws {
        try await ScratchDirectory.with { scratch in
            let server = try await S3Server.shared()
            let locked = try await S3Bucket(on: server, in: scratch, mayLock: true)
            let site = try BackupSite(
                in: try await S3Bucket(on: server, in: scratch),
                backups: locked,
                scratch
            )
            let primary = try await site.primary(try PostgreSQLInstallation.first())
            let old = try await site.backUp(primary, "--s3-object-lock", "governance:1d")
            let new = try await site.backUp(primary, "--s3-object-lock", "governance:1d")
            let objects = try await locked.versions(below: "main/base/\(old)/")

            let outcome = try await site.run("expire", "--keep-full", "1", "--json")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output.contains("\"versions\":\(objects)"))
            #expect(outcome.output.contains("\"locked_until\":\"2"))
            let told = try #require(outcome.errors.split(separator: "\n").last)
            let form =
                #/
                wal-archive:\ (\d+)\ objects\ stay\ as\ earlier\ versions,
                \ which\ the\ bucket\ keeps;\ "[^"]+"\ is
                \ locked\ until\ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\ HINT:\ .*
            /#
            let match = try #require(String(told).wholeMatch(of: form), "\(outcome)")
            #expect(Int(match.1) == objects)
            #expect(try await locked.keys(below: "main/base/\(old)/") == [])
            #expect(try await locked.versions(below: "main/base/\(old)/") == objects)
            let listing = try await site.succeed("backups")
            #expect(listing.contains(new) && !listing.contains(old))
        }
    }

    @Test func `a bucket that keeps versions is told of too`() async throws {
        try await ScratchDirectory.with { scratch in
            let bucket = try await S3Bucket(on: .shared(), in: scratch)
            let site = try BackupSite(
                in: bucket,
                scratch,
                settings: ["--create-once", "test-then-put"]
            )
            try await bucket.enableVersioning()
            let server = try await site.primary(try PostgreSQLInstallation.first())
            let old = try await site.backUp(server)
            try await server.archiveCurrentSegment()
            try await site.backUp(server)
            let outcome = try await site.run("expire", "--keep-full", "1")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors.contains("objects stay as earlier versions, which the bucket"))
            #expect(!outcome.errors.contains("locked"))
            #expect(try await bucket.keys(below: "main/base/\(old)/") == [])
            #expect(try await site.run("backups").status == 0)
        }
    }
}
