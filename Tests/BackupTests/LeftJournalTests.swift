import Synchronization
import TestSupport
import Testing

@testable import Backup

/// A server's data directory in which a restore left its journal, backed up.
@Suite struct LeftJournalTests {
    private static let left = "wal-archive restore 1 other\nbase.tar.000001\n"

    @Test(arguments: [true, false])
    func `it never takes the place of the restore's own`(isListed: Bool) async throws {
        try await ScratchDirectory.with { scratch in
            let files = ["wal-archive.restore": Self.left, "zzz": "last"]
            let listed = isListed ? files : ["zzz": "last"]
            let small = try SmallBackup(
                files: files,
                listed: SmallBackup.always.merging(listed) { first, _ in first }
            )
            let node = scratch.path("node")
            let seen = Mutex<[String]>([])
            let notices = Mutex<[String]>([])
            try small.restoration(
                to: node,
                notice: { text in notices.withLock { $0.append(text) } },
                progress: { _ in
                    let text = try? Disk.text("\(node)/wal-archive.restore")
                    seen.withLock { $0.append(text ?? "") }
                }
            ).run()
            let journals = seen.withLock { $0 }
            #expect(!journals.isEmpty)
            for journal in journals {
                #expect(journal.hasPrefix("\(small.journalHead)\n"))
                #expect(journal.contains("\nbase.tar.000001\n"))
            }
            #expect(
                notices.withLock { $0 } == [
                    "the backup has a \"wal-archive.restore\", which a restore into the server's data"
                        + " directory left there: it is left out, and pg_verifybackup misses it where"
                        + " the manifest lists it"
                ]
            )
            #expect(!Disk.exists("\(node)/wal-archive.restore"))
            #expect(try Disk.text("\(node)/zzz") == "last")
        }
    }
}
