import Archive
import Backup
import Testing

@testable import Operator

@Suite struct RemovalReportTests {
    private func name(_ text: String) throws -> ObjectName { try #require(ObjectName(text)) }

    @Test func `nothing left is nothing to tell`() {
        let report = RemovalReport(RemovalOutcome())
        #expect(report.refusals == [])
        #expect(report.versions == [])
    }

    @Test func `refusals are told one by one, up to ten`() throws {
        let retained = try (1...12).map {
            RetainedObject(name: try name("a/\($0)"), reason: "AccessDenied")
        }
        let lines = RemovalReport(RemovalOutcome(retained: retained)).refusals
        #expect(lines.count == 11)
        #expect(lines.first == "could not remove \"a/1\": AccessDenied")
        #expect(lines.last == "could not remove 2 further objects")
    }

    @Test func `of locks the longest is told`() throws {
        var left = RemovalOutcome()
        for (object, end) in [("a", "2026-12-01"), ("b", "2027-01-01"), ("c", "2026-11-30")] {
            let lock = ObjectLock(name: try name(object), end: "\(end)T00:00:00Z", isHeld: false)
            left.add(RemovalOutcome(versions: 2, lock: lock))
        }
        #expect(
            RemovalReport(left).versions == [
                "6 objects stay as earlier versions, which the bucket keeps; \"b\" is locked until"
                    + " 2027-01-01T00:00:00Z HINT: A lifecycle rule for noncurrent versions frees"
                    + " their room, once no lock keeps them."
            ]
        )
        left.add(
            RemovalOutcome(
                versions: 1,
                lock: ObjectLock(name: try name("d"), end: nil, isHeld: true)
            )
        )
        #expect(left.lock?.description == "\"d\" is under a legal hold")
    }

    @Test func `expire says why a folder without its beginning stays`() throws {
        let folder = try #require(BackupName("20261121T133000Z-0a1b2c3d"))
        let part = ObjectEntry(
            name: try name("\(folder)/base.tar.000001"),
            storedBytes: 1,
            modified: 0
        )
        let plan = ExpirePlan(
            try #require(RetentionPolicy(fullBackups: 1, days: nil)),
            now: UTCTime(seconds: 60),
            BackupCatalog(
                backups: [],
                incomplete: [.init(name: folder, begun: nil, objects: [part])]
            ),
            WALInventory(objects: [], histories: [:])
        )
        #expect(
            ExpireReport(plan).lines.first
                == "keep \(folder): what is left of a backup, or one that is being copied here (for"
                + " 7 days)"
        )
    }
}
