import Foundation
import FrontEnd
import TestSupport
import Testing

/// `wal-archive status` of a server with base backups: what can be recovered, and what not.
@Suite(.timeLimit(.minutes(5))) struct RecoverableStatusTests {
    /// A server that archives, and a place for its base backups.
    private struct Site {
        let scratch: ScratchDirectory
        let archive: ArchiveDirectory
        let server: PostgreSQLServer
        let backups: String

        var conninfo: String { "host=\(server.socketDirectory) user=postgres dbname=postgres" }

        func words(_ words: [String]) -> [String] {
            words + [
                "--archive", archive.url, "--backups", "file://\(backups)", "--dbname", conninfo,
            ]
        }

        func status(_ more: String...) -> CommandResult {
            RecordedCall(words(["status"] + more)).run()
        }

        /// Takes a base backup and tells what `backups` says of the newest.
        func backUp() async throws -> [String: Any] {
            try await Command([archive.executables.archive] + words(["backup"])).succeed()
            let lines = RecordedCall([
                "backups", "--archive", archive.url, "--backups", "file://\(backups)", "--json",
            ]).run().output
            let object = try JSONSerialization.jsonObject(with: Data((lines.last ?? "").utf8))
            return object as? [String: Any] ?? [:]
        }
    }

    private func with(_ body: (Site) async throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let server = try await PostgreSQLServer.initialize(
                .first(),
                in: scratch,
                name: "primary"
            )
            try server.configure(archive.archiving)
            try await server.start()
            let backups = try scratch.directory("backups")
            try await body(
                Site(scratch: scratch, archive: archive, server: server, backups: backups)
            )
        }
    }

    /// The lines from the base backups' on, with another word for every age.
    private func recoverable(_ result: CommandResult) -> [String] {
        result.output.drop { !$0.hasPrefix("base backups:") }
            .map { $0.replacing(/[0-9]+ (s|min|h|d)\b/, with: "AGE") }
    }

    private func firstWords(_ result: CommandResult) -> String {
        (result.output.first ?? "").prefix { $0 != "|" }.trimmingCharacters(in: .whitespaces)
    }

    /// The position behind a segment of 16 MiB.
    private func end(_ segment: String) -> String {
        let log = Int(segment.dropFirst(8).prefix(8), radix: 16) ?? 0
        let next = log << 32 + ((Int(segment.suffix(8), radix: 16) ?? 0) + 1) << 24
        return String(next >> 32, radix: 16, uppercase: true) + "/"
            + String(next & 0xFFFF_FFFF, radix: 16, uppercase: true)
    }

    @Test func `tells from when on and until where`() async throws {
        try await with { site in
            try await site.server.archiveCurrentSegment()
            let before = site.status()
            #expect(before.status == 2)
            #expect(
                firstWords(before)
                    == "WAL ARCHIVE CRITICAL: there is no base backup: nothing can be recovered"
            )
            #expect(recoverable(before) == ["base backups: 0 in file://\(site.backups)"])

            let first = try await site.backUp()
            let name = try #require(first["name"] as? String)
            let start = try #require(first["stop_lsn"] as? String)
            let last = try await site.server.archiveCurrentSegment()
            let sound = site.status()
            #expect(sound.status == 0, "\(sound)")
            #expect(
                recoverable(sound) == [
                    "base backups: 1 in file://\(site.backups), the newest AGE old",
                    "oldest recoverable point: \(start), AGE ago, with base backup \(name)",
                    "newest recoverable point: \(end(last))",
                ]
            )
            try expectFigures(of: site, name, start: start, end: end(last))

            let lost = try await site.server.archiveCurrentSegment()
            let newest = try await site.server.archiveCurrentSegment()
            try Disk.remove("\(site.archive.path)/\(lost)")
            let broken = site.status()
            #expect(broken.status == 2)
            #expect(
                firstWords(broken)
                    == "WAL ARCHIVE CRITICAL: nothing behind \(end(last)) can be recovered: \(lost) is"
                    + " missing, and no base backup was taken since"
            )
            #expect(
                recoverable(broken).last
                    == "newest recoverable point: \(end(last)); \(lost) is missing there"
            )
            #expect(
                broken.output.contains { $0.hasSuffix("\(newest); \(lost) before them is missing") }
            )

            let second = try await site.backUp()
            let mended = site.status()
            #expect(mended.status == 0, "\(mended)")
            #expect(
                recoverable(mended)[1].hasSuffix(
                    "AGE ago, with base backup \(second["name"] as? String ?? "")"
                )
            )
        }
    }

    /// The same figures for programs.
    private func expectFigures(
        of site: Site,
        _ name: String,
        start: String,
        end: String
    ) throws {
        let metrics = site.scratch.path("wal.prom")
        let result = site.status("--json", "--prometheus", metrics)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.joined().utf8))
                as? [String: Any]
        )
        let oldest = try #require(object["oldest_recoverable"] as? [String: String])
        #expect(oldest["backup"] == name)
        #expect(oldest["lsn"] == start)
        #expect(oldest["time"]?.hasSuffix("Z") == true)
        #expect(object["newest_recoverable"] as? [String: String] == ["lsn": end])
        let backups = try #require(object["backups"] as? [String: Any])
        #expect(backups["count"] as? Int == 1)
        #expect(backups["unrecoverable"] as? Int == 0)
        let text = try Disk.text(metrics)
        for (metric, value) in [
            ("base_backups", "1"), ("unrecoverable_base_backups", "0"),
            ("oldest_recoverable_lsn_bytes", bytes(start)),
            ("newest_recoverable_lsn_bytes", bytes(end)),
        ] {
            #expect(
                text.contains("\nwal_archive_\(metric){archive=\"\(site.archive.url)\"} \(value)\n")
            )
        }
    }

    /// A position in bytes, as metrics have it.
    private func bytes(_ lsn: String) -> String {
        let halves = lsn.split(separator: "/").map { UInt64($0, radix: 16) ?? 0 }
        return halves.count == 2 ? "\(halves[0] << 32 + halves[1])" : ""
    }
}
