import Archive
import Synchronization
import Testing
import WAL

@testable import Backup

/// A backup is one only while everything that it describes is there.
@Suite struct CatalogTests {
    private let place = MemoryObjects()
    private let sound = backup(1, segments: 2...2, ended: 1000).with(parts: [3, 4])
    private let newest = backup(2, segments: 5...5, ended: 2000).with(parts: [3, 4])

    private func put(_ name: String, _ bytes: [UInt8]) throws {
        let name = try #require(ObjectName(name))
        place.state.withLock { $0.objects[name] = bytes }
    }

    private func remove(_ name: String) throws {
        let name = try #require(ObjectName(name))
        place.state.withLock { $0.objects[name] = nil }
    }

    private func fill() throws -> BackupCatalog {
        for backup in [sound, newest] {
            try put("\(backup.name)/begun.json", DescriptionCoding.bytes(backup.begun))
            try put("\(backup.name)/base.tar.000001", [1, 2, 3])
            try put("\(backup.name)/base.tar.000002", [1, 2, 3, 4])
            try put("\(backup.name)/backup.json", DescriptionCoding.bytes(backup))
        }
        return try BackupCatalog(of: place)
    }

    private func plan(_ catalog: BackupCatalog) throws -> ExpirePlan {
        ExpirePlan(
            try #require(RetentionPolicy(fullBackups: 1, days: nil)),
            now: UTCTime(seconds: 3000),
            catalog,
            inventory([(1, 1...9)])
        )
    }

    @Test func `what has all its objects is sound`() throws {
        let catalog = try fill()
        #expect(catalog.backups == [sound, newest])
        #expect(catalog.defects.isEmpty)
        #expect(catalog.newestDefect == nil)
        #expect(try plan(catalog).kept == [newest])
    }

    @Test func `a part that is gone is told, and the sound backup stays`() throws {
        _ = try fill()
        try remove("\(newest.name)/base.tar.000001")
        let catalog = try BackupCatalog(of: place)
        let reason = "its object \"\(newest.name)/base.tar.000001\" is missing"
        #expect(catalog.defect(of: newest) == reason)
        #expect(catalog.newestDefect == "\(newest.name) cannot be restored: \(reason)")
        let plan = try plan(catalog)
        #expect(plan.kept == [sound, newest])
        #expect(plan.warnings == ["backup \(newest.name) cannot be restored: \(reason)"])
        let wal = inventory([(1, 1...9)])
        let recoverable = RecoverableBackup.all(
            of: catalog,
            segments: wal.objects.compactMap(\.segment),
            histories: [:]
        )
        #expect(recoverable.map(\.backup) == [sound])
        let choice = try RestoreChoice.choose(.init(), from: catalog, wal)
        #expect(choice.backup == sound)
        #expect(choice.reasons.last == "backup \(newest.name) is passed over: \(reason)")
        #expect(
            throws: BackupError.absent("backup \(newest.name) cannot be restored: \(reason)")
        ) { try RestoreChoice.choose(.init(backup: newest.name), from: catalog, wal) }
    }

    @Test func `a part of another size is told`() throws {
        _ = try fill()
        try put("\(newest.name)/base.tar.000002", [1])
        #expect(
            try BackupCatalog(of: place).defect(of: newest)
                == "its object \"\(newest.name)/base.tar.000002\" has 1 bytes instead of 4"
        )
    }

    @Test func `what builds on what is not whole is not whole`() throws {
        _ = try fill()
        let child = backup(3, segments: 6...6, ended: 2100, parent: newest.name)
        let orphan = backup(4, segments: 7...7, ended: 2200, parent: child.name)
        try put("\(orphan.name)/backup.json", DescriptionCoding.bytes(orphan))
        let wal = inventory([(1, 1...9)])
        let lost = try BackupCatalog(of: place)
        let absent = "backup \(orphan.name) builds on \(child.name), which is not there"
        #expect(lost.defect(of: orphan) == absent)
        #expect(try RestoreChoice.choose(.init(), from: lost, wal).backup == newest)
        try put("\(child.name)/backup.json", DescriptionCoding.bytes(child))
        try remove("\(newest.name)/base.tar.000001")
        let broken = try BackupCatalog(of: place)
        #expect(
            broken.defect(of: orphan)
                == "it builds on \(newest.name): its object"
                + " \"\(newest.name)/base.tar.000001\" is missing"
        )
        #expect(try RestoreChoice.choose(.init(), from: broken, wal).backup == sound)
        #expect(try plan(broken).kept.contains(sound))
    }

    /// Rotten, empty, or of a later version: an old one must not stand in the way to the others.
    @Test(
        arguments: [
            ("backup.json", "", "not valid JSON"), ("begun.json", "rubbish", ""),
            ("backup.json", "{\"format\": 1}", "it has no \"name\""),
        ]
    ) func `what cannot be read is passed over and told`(
        file: String,
        text: String,
        reason: String
    ) throws {
        _ = try fill()
        let name = try #require(BackupName("20200101T000000Z-00000000"))
        try put("\(name)/\(file)", Array(text.utf8))
        let catalog = try BackupCatalog(of: place)
        #expect(catalog.backups == [sound, newest])
        let told = try #require(catalog.unreadable[name])
        #expect(told.hasPrefix("the object \"memory:objects/\(name)/\(file)\" is not sound: "))
        #expect(told.contains(reason))
        #expect(catalog.newestDefect == "\(name) cannot be restored: \(told)")
        let wal = inventory([(1, 1...9)], archived: 3000)
        let choice = try RestoreChoice.choose(.init(), from: catalog, wal)
        #expect(choice.backup == newest)
        #expect(choice.reasons.last == "backup \(name) is passed over: \(told)")
        #expect(throws: BackupError.absent("backup \(name) cannot be restored: \(told)")) {
            try RestoreChoice.choose(.init(backup: name), from: catalog, wal)
        }
        let agreement = ClusterAgreement(archive: place, wal, dataDirectory: nil)
        #expect(
            throws: BackupError.damaged(
                "memory:objects/\(name)",
                reason: "nothing tells which WAL this backup needs, since \(told)"
                    + " HINT: Bring its description back from a copy, or remove its folder if it"
                    + " may go."
            )
        ) { try agreement.check(place, catalog) }
    }

    /// One that pg_basebackup left has the times of its files, which a copy makes anew.
    @Test func `of a timeline the later position is the newer backup`() throws {
        let copied = backup(1, segments: 2...2, ended: 9000)
        let others = [
            backup(2, segments: 5...5, ended: 2000), backup(3, segments: 8...8, ended: 3000),
            backup(4, segments: 3...3, timeline: 2, ended: 2500),
        ]
        let catalog = BackupCatalog(backups: [copied] + others)
        #expect(catalog.backups == [copied, others[0], others[2], others[1]])
        #expect(try plan(catalog).kept.contains(others[1]))
    }

    @Test func `a description of a later version is passed over`() throws {
        _ = try fill()
        var later = newest
        later.format = 2
        try put("\(later.name)/backup.json", DescriptionCoding.bytes(later))
        let orphan = backup(4, segments: 7...7, ended: 2200, parent: later.name)
        try put("\(orphan.name)/backup.json", DescriptionCoding.bytes(orphan))
        let catalog = try BackupCatalog(of: place)
        #expect(catalog.backups == [sound, orphan])
        #expect(
            catalog.unreadable == [
                later.name: "\"memory:objects/\(later.name)/backup.json\" was written by a later"
                    + " version of this program"
            ]
        )
        #expect(
            catalog.defect(of: orphan)
                == "backup \(orphan.name) builds on \(later.name), which cannot be read"
        )
    }

    @Test func `what the place does not let be read is passed over, and no other failure is`()
        throws
    {
        _ = try fill()
        let object = try #require(ObjectName("\(sound.name)/backup.json"))
        let failure = StoreError(.permanent, "GET \(object): 403 AccessDenied").ofOneObject
        place.state.withLock { $0.failures = [object: failure] }
        let catalog = try BackupCatalog(of: place)
        #expect(catalog.backups == [newest])
        #expect(catalog.unreadable == [sound.name: "GET \(object): 403 AccessDenied"])
        let history = try #require(ObjectName("00000002.history"))
        try put("\(history)", [1])
        place.state.withLock { $0.failures = [history: failure] }
        #expect(try WALInventory(of: place).unreadable == [.of(2): failure.description])
        for kind in [StoreError.Kind.permanent, .transient] {
            let other = StoreError(kind, "the network is down")
            place.state.withLock { $0.failures = [object: other, history: other] }
            #expect(throws: BackupError.store(other)) { try BackupCatalog(of: place) }
            #expect(throws: BackupError.store(other)) { try WALInventory(of: place) }
        }
    }

    @Test func `a history file that cannot be read stands in nobody's way`() throws {
        try put("00000002.history", Array("garbage".utf8))
        try put("00000003.history", Array("1\t0/4000500\tno reason\n".utf8))
        let wal = try WALInventory(of: place)
        #expect(wal.histories.keys.map(\.rawValue) == [3])
        #expect(wal.unreadable.keys.map(\.rawValue) == [2])
        #expect(
            wal.unreadable.values.first?
                .hasPrefix("the object \"memory:objects/00000002.history\" is not sound: ") == true
        )
    }
}
