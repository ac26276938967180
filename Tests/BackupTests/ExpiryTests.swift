import Archive
import Synchronization
import Testing
import WAL

@testable import Backup

@Suite struct ExpiryTests {
    private let backups = MemoryObjects()
    private let archive = MemoryObjects()
    private let old = backup(1, segments: 2...2, ended: 1000)
    private let new = backup(2, segments: 5...5, ended: 2000)

    /// Two backups and nine segments.
    private func fill() throws {
        for description in [old, new] {
            for file in ["begun.json", "base.tar.000001", "base.tar.000002", "backup_manifest"] {
                try put(backups, "\(description.name)/\(file)", Array("x".utf8))
            }
            let begun = description.begun
            try put(backups, "\(description.name)/begun.json", DescriptionCoding.bytes(begun))
            try put(
                backups,
                "\(description.name)/backup.json",
                DescriptionCoding.bytes(description)
            )
        }
        for number in 1...9 {
            try put(archive, "00000001000000000000000\(number)", [1])
        }
    }

    private func put(_ store: MemoryObjects, _ name: String, _ bytes: [UInt8]) throws {
        let name = try #require(ObjectName(name))
        store.state.withLock { $0.objects[name] = bytes }
    }

    private func expire(now: Int64 = 3000) throws {
        let catalog = try BackupCatalog(of: backups)
        let inventory = try WALInventory(of: archive)
        let policy = try #require(RetentionPolicy(fullBackups: 1, days: nil))
        let plan = ExpirePlan(policy, now: UTCTime(seconds: now), catalog, inventory)
        _ = try Expiry(backups: backups, archive: archive).run(plan, catalog)
    }

    @Test func `removes a backup and the WAL that only it needed`() throws {
        try fill()
        try expire()
        #expect(backups.names.allSatisfy { $0.hasPrefix("\(new.name)/") })
        #expect(archive.names == Set((5...9).map { "00000001000000000000000\($0)" }))
    }

    @Test func `killed anywhere, nothing looks whole that is not, and it goes on`() throws {
        for steps in 0..<40 {
            for store in [backups, archive] { store.state.withLock { $0 = MemoryObjects.State() } }
            try fill()
            backups.state.withLock { $0.operationsLeft = steps }
            archive.state.withLock { $0.operationsLeft = steps }
            try? expire()
            for store in [backups, archive] { store.state.withLock { $0.operationsLeft = nil } }
            let catalog = try BackupCatalog(of: backups)
            for description in catalog.backups {
                // Only `begun.json`, which nobody needs any more, may be gone.
                let objects = backups.names.filter {
                    $0.hasPrefix("\(description.name)/") && !$0.hasSuffix("/begun.json")
                }
                #expect(objects.count == 4, "\(steps): \(objects)")
                #expect(try description.isRecoverable(with: WALInventory(of: archive)))
            }
            // What a removal left may be a copy that is under way: it stays a week, and all WAL.
            let (before, isTold) = (archive.names, catalog.incomplete.isEmpty)
            try expire()
            #expect(archive.names.count == (isTold ? 5 : before.count))
            let remains = backups.names.filter { !$0.hasPrefix("\(new.name)/") }
            #expect(remains.isEmpty == isTold)
            archive.state.withLock { $0.modified = 8 * 86_400 }
            try expire(now: 8 * 86_400)
            #expect(backups.names.allSatisfy { $0.hasPrefix("\(new.name)/") })
            #expect(archive.names.count == 5)
        }
    }

    @Test func `what a lock keeps is told, and its WAL stays`() throws {
        try fill()
        let name = try #require(ObjectName("\(old.name)/backup.json"))
        backups.state.withLock { $0.locked = [name] }
        let catalog = try BackupCatalog(of: backups)
        let inventory = try WALInventory(of: archive)
        let policy = try #require(RetentionPolicy(fullBackups: 1, days: nil))
        let plan = ExpirePlan(policy, now: UTCTime(seconds: 3000), catalog, inventory)
        let outcome = try Expiry(backups: backups, archive: archive).run(plan, catalog)
        #expect(outcome.left.retained == [RetainedObject(name: name, reason: "locked")])
        #expect(outcome.backupObjects == 1)
        #expect(archive.names.count == 9)
        #expect(backups.names.count == 9)
        #expect(!backups.names.contains("\(old.name)/begun.json"))
    }

    @Test func `what a locked backup builds on stays with it`() throws {
        try fill()
        let child = backup(3, segments: 3...3, ended: 1500, parent: old.name)
        let locked = try #require(ObjectName("\(child.name)/backup.json"))
        try put(backups, "\(locked)", DescriptionCoding.bytes(child))
        backups.state.withLock { $0.locked = [locked] }
        let catalog = try BackupCatalog(of: backups)
        let policy = try #require(RetentionPolicy(fullBackups: 1, days: nil))
        let plan = ExpirePlan(
            policy,
            now: UTCTime(seconds: 3000),
            catalog,
            try WALInventory(of: archive)
        )
        #expect(plan.expired == [child, old])
        let outcome = try Expiry(backups: backups, archive: archive).run(plan, catalog)
        #expect(
            outcome.left.retained == [
                RetainedObject(name: locked, reason: "locked"),
                RetainedObject(
                    name: try old.name.object("backup.json"),
                    reason: "backup \(child.name), which stays, builds on it"
                ),
            ]
        )
        #expect(try BackupCatalog(of: backups).backups == [old, child, new])
        #expect(archive.names.count == 9)
    }

    @Test func `a backup that goes on after all is left alone`() throws {
        let begun = backup(4, segments: 2...2, ended: 1000).begun
        try put(backups, "\(begun.name)/begun.json", DescriptionCoding.bytes(begun))
        let catalog = try BackupCatalog(of: backups)
        let policy = try #require(RetentionPolicy(fullBackups: 1, days: nil))
        let plan = ExpirePlan(
            policy,
            now: UTCTime(seconds: 10_000_000),
            catalog,
            inventory([(1, 1...9)], archived: 10_000_000)
        )
        #expect(plan.abandoned.map(\.name) == [begun.name])
        try put(backups, "\(begun.name)/base.tar.000001", [1])
        let expiry = Expiry(backups: backups, archive: archive)
        #expect(try expiry.run(plan, catalog).backupObjects == 0)
        #expect(backups.names.count == 2)
    }

    @Test func `transient failures are retried`() throws {
        try fill()
        backups.state.withLock { $0.transientFailures = 3 }
        let store = RetryingObjects(
            backups,
            policy: RetryPolicy(budget: .seconds(60)),
            clock: InstantClock()
        )
        #expect(try BackupCatalog(of: store).backups.count == 2)
    }

    /// The plan was made before it began: its report may have waited for somebody to read it.
    @Test(arguments: [false, true]) func `what began after the plan keeps what it needs`(
        hasBegun: Bool
    ) throws {
        try fill()
        let catalog = try BackupCatalog(of: backups)
        let inventory = try WALInventory(of: archive)
        let policy = try #require(RetentionPolicy(fullBackups: 1, days: nil))
        let plan = ExpirePlan(policy, now: UTCTime(seconds: 3000), catalog, inventory)
        #expect(plan.expired == [old])
        #expect(plan.wal.count == 4)
        let late = backup(3, segments: 3...3, ended: 2500, parent: old.name)
        if hasBegun {
            try put(backups, "\(late.name)/begun.json", DescriptionCoding.bytes(late.begun))
        } else {
            // Somebody is copying it here, and nothing tells where it began.
            try put(backups, "\(late.name)/16384.tar.000001", [1])
        }
        let outcome = try Expiry(backups: backups, archive: archive).run(plan, catalog)
        #expect(outcome.walObjects == 0)
        #expect(archive.names.count == 9)
        #expect(backups.names.contains("\(old.name)/backup.json") == hasBegun)
        #expect(outcome.left.retained.isEmpty == !hasBegun)
    }

    /// Its second backup begins while the first that goes is removed.
    @Test func `what begins between two removals keeps what it builds on`() throws {
        try fill()
        let older = backup(3, segments: 1...1, ended: 500)
        try put(backups, "\(older.name)/backup.json", DescriptionCoding.bytes(older))
        let catalog = try BackupCatalog(of: backups)
        let policy = try #require(RetentionPolicy(fullBackups: 1, days: nil))
        let wal = try WALInventory(of: archive)
        let plan = ExpirePlan(policy, now: UTCTime(seconds: 3000), catalog, wal)
        #expect(plan.expired == [old, older])
        let late = backup(4, segments: 6...6, ended: 2500, parent: older.name)
        let begun = try #require(ObjectName("\(late.name)/begun.json"))
        let bytes = try DescriptionCoding.bytes(late.begun)
        let last = try #require(ObjectName("\(old.name)/backup.json"))
        backups.state.withLock { $0.addedAfterRemoval = [last: (begun, bytes)] }
        let outcome = try Expiry(backups: backups, archive: archive).run(plan, catalog)
        #expect(
            outcome.left.retained == [
                RetainedObject(
                    name: try older.name.object("backup.json"),
                    reason: "backup \(late.name), which stays, builds on it"
                )
            ]
        )
        #expect(backups.names.contains("\(older.name)/backup.json"))
    }

    /// Somebody may be copying it here.
    @Test func `cleanup removes nothing beside a folder without its beginning`() throws {
        try fill()
        let name = backup(3, segments: 1...1, ended: 2500).name
        try put(backups, "\(name)/16384.tar.000001", [1])
        let inventory = try WALInventory(of: archive)
        let cleanup = CleanupPlan(try BackupCatalog(of: backups), inventory)
        #expect(cleanup.needed(of: inventory.objects) == inventory.objects)
    }
}

/// A clock on which waiting takes no time.
private final class InstantClock: CallClock {
    private(set) var now: Duration = .zero
    let mayBegin = true

    func wait(_ duration: Duration) { now += duration }
}
