import Foundation
import FrontEnd
import Monitoring
import TestSupport
import Testing
import WAL

@testable import Operator

/// The README's table of JSON says what `check` and `status` answer.
@Suite struct DocumentedJSONTests {
    /// Words between backticks in the table's row of a command and a type.
    private func documented(_ command: String, _ type: String) throws -> Set<String> {
        let readme = try Disk.text(Checkout.url("README.md").path)
        let row = try #require(
            readme.split(separator: "\n").first { $0.hasPrefix("| `\(command)` | `\(type)`") }
        )
        // What stands in parentheses are values.
        let keys = row.split(separator: "|").dropFirst(2).joined().replacing(/\([^)]*\)/, with: "")
        return Set(keys.matches(of: /`([a-z_]+)`/).map { String($0.1) })
    }

    /// Every key of an object and of the objects in it.
    private func keys(_ value: Any) -> Set<String> {
        guard let object = value as? [String: Any] else { return [] }
        return object.reduce(into: Set(object.keys)) { $0.formUnion(keys($1.value)) }
    }

    private func objects(_ result: CommandResult) throws -> [[String: Any]] {
        try result.output.map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            )
        }
    }

    @Test func `of check is as documented`() async throws {
        try await ScratchDirectory.with { scratch in
            let archive = try ArchiveDirectory(in: scratch)
            let found = try objects(
                RecordedCall(
                    "check",
                    "--archive",
                    archive.url,
                    "--dbname",
                    "host=/nowhere",
                    "--json"
                )
                .run()
            )
            for type in ["setting", "check"] {
                let own = found.filter { $0["type"] as? String == type }
                let all = own.reduce(into: Set<String>()) { $0.formUnion(keys($1)) }
                #expect(all == (try documented("check", type)).union(["type"]))
            }
            #expect(found.allSatisfy { ["setting", "check"].contains($0["type"] as? String) })
            let outcomes = Set(found.compactMap { $0["outcome"] as? String })
            #expect(outcomes == ["ok", "skipped", "failed"])
        }
    }

    @Test func `of status is as documented, with everything known`() throws {
        let size = try #require(SegmentSize(bytes: 16 << 20))
        let segments = try ["000000010000000000000007", "000000010000000000000005"].map {
            try #require(SegmentName($0))
        }
        let event = ArchiverStatistics.Event(name: "000000010000000000000007", time: 1)
        let status = ArchivingStatus(
            archive: "file:///mnt/archive",
            time: 2,
            server: .known(ArchiverStatistics(lastArchived: event, lastFailed: event)),
            waiting: .known(WaitingFiles(count: 1, oldestTime: 1)),
            holdings: .known(
                .init(
                    files: 2,
                    wal: UnbrokenWAL(segments: segments, history: nil, size: size)
                )
            ),
            backups: .known(
                BaseBackups(
                    url: "file:///mnt/backups",
                    count: 1,
                    newestTime: 1,
                    span: .init(
                        oldest: "20261121T133000Z-0a1b2c3d",
                        start: LSN(1),
                        startTime: 1,
                        end: LSN(2),
                        gap: segments.last
                    )
                )
            )
        )
        let record = StatusRecord(status, StatusVerdict(status, StatusThresholds()))
        let line = CommandResult(status: 0, output: [JSONLine.text(record)])
        let all = try #require(try objects(line).first.map(keys))
        #expect(all == (try documented("status", "status")).union(["type"]))
    }
}
