import Archive
import Synchronization
import TestSupport
import Testing
import WAL

@testable import Backup

/// Backups and an archive are looked at together only if they are one cluster's.
@Suite struct ClusterAgreementTests {
    private let backups = MemoryObjects()
    private let archive = MemoryObjects()
    private let seven = SystemIdentifier(7) ?? { fatalError("no system") }()
    private let eight = SystemIdentifier(8) ?? { fatalError("no system") }()

    private func put(_ store: MemoryObjects, _ name: String, _ bytes: [UInt8]) throws {
        let name = try #require(ObjectName(name))
        store.state.withLock { $0.objects[name] = bytes }
    }

    private func mark(_ store: MemoryObjects, _ system: SystemIdentifier) throws {
        var random = SplitMix64(state: 1)
        try put(
            store,
            ObjectKey.marker.name,
            ClusterMarker(system: system, random: &random).bytes
        )
    }

    private func putSegment(_ number: UInt64, of system: SystemIdentifier) throws -> SegmentName {
        var fixture = WALFixture(seed: nil)
        fixture.number = number
        fixture.systemIdentifier = UInt64(system.description) ?? 0
        try put(archive, fixture.name, fixture.bytes())
        return try #require(SegmentName(fixture.name))
    }

    private func check(_ systems: [SystemIdentifier], at place: SystemIdentifier? = nil) throws {
        let catalog = BackupCatalog(
            backups: systems.enumerated().map { index, system in
                var found = backup(UInt32(index + 1), segments: 2...2, ended: 1000)
                found.system = system
                return found
            }
        )
        let inventory = try WALInventory(of: archive)
        try ClusterAgreement(archive: archive, inventory, dataDirectory: place)
            .check(backups, catalog)
    }

    private let others =
        "the archive \"memory:objects\" is of cluster 8, and the backups in \"memory:objects\" are"
        + " of cluster 7 HINT: Set archive and backups to those of one cluster."

    @Test func `by the archive's marker`() throws {
        _ = try putSegment(1, of: seven)
        try mark(archive, seven)
        try check([seven, seven])
        try check([seven], at: seven)
        try check([])
        try mark(archive, eight)
        #expect(throws: BackupError.refused(others)) { try check([seven]) }
    }

    @Test func `without a marker by a segment's header`() throws {
        _ = try putSegment(1, of: seven)
        try check([seven])
        _ = try putSegment(2, of: eight)
        #expect(throws: BackupError.refused(others)) { try check([seven]) }
    }

    @Test func `an archive without WAL proves nothing`() throws {
        try mark(archive, seven)
        let error = BackupError.store(
            StoreError(
                .permanent,
                "the archive \"memory:objects\" holds no WAL, so nothing tells what is needed",
                hint: "Check the setting archive, and that the archive is mounted."
            )
        )
        #expect(throws: error) { try check([seven]) }
        try check([])
    }

    @Test func `WAL that does not tell proves nothing`() throws {
        try put(archive, "000000010000000000000001", [UInt8](repeating: 0, count: 1 << 20))
        let error = BackupError.store(
            StoreError(
                .permanent,
                "the archive \"memory:objects\" does not say whose WAL it holds",
                hint: "Push a file with wal-push, which marks the archive."
            )
        )
        #expect(throws: error) { try check([seven]) }
    }

    @Test func `backups of two clusters are refused`() throws {
        _ = try putSegment(1, of: seven)
        let error = BackupError.refused(
            "\"memory:objects\" holds the backups of clusters 7 and 8 HINT: Give every cluster a"
                + " place of its own."
        )
        #expect(throws: error) { try check([seven, eight]) }
        try mark(backups, eight)
        #expect(throws: error) { try check([seven]) }
    }

    @Test func `the data directory counts too`() throws {
        _ = try putSegment(1, of: eight)
        let error = BackupError.refused(
            "the archive \"memory:objects\" is of cluster 8, and this data directory is of cluster"
                + " 7 HINT: Compare the setting archive with this server's archive_command."
        )
        #expect(throws: error) { try check([], at: seven) }
        try check([], at: eight)
    }

    @Test func `a place without backups may be an unmounted disk`() throws {
        #expect(
            throws: BackupError.store(
                StoreError(
                    .permanent,
                    "\"memory:objects\" holds no backups, so nothing tells which WAL they need",
                    hint: "Is it mounted? Where no backup is ever taken, leave the setting backups"
                        + " out."
                )
            )
        ) { try ClusterAgreement.checkPlace(backups) }
        try mark(backups, seven)
        try ClusterAgreement.checkPlace(backups)
    }

    @Test func `a backup's WAL must be in its own cluster's archive`() throws {
        let segment = try putSegment(2, of: eight)
        let archive = archive
        let wait = WALWait(
            archive: BackupPlace(url: "memory:", policy: RetryPolicy(budget: .seconds(1))) {
                () throws(StoreError) in archive
            },
            limit: .zero,
            hint: ""
        )
        let error = BackupError.refused(
            "the archive \"memory:\" is of cluster 8, and this is cluster 7 HINT: Set archive to"
                + " where this server's archive_command stores its WAL."
        )
        try wait.prove(seven, by: nil)
        try wait.prove(eight, by: segment)
        #expect(throws: error) { try wait.prove(seven, by: segment) }
        try mark(archive, eight)
        #expect(throws: error) { try wait.prove(seven, by: nil) }
    }
}
