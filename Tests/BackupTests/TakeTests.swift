import Archive
import Codec
import Synchronization
import TestSupport
import Testing
import WAL

@testable import Backup

/// Archives are cut, stored, and put together again.
@Suite struct TakeTests {
    private let objects = MemoryObjects()

    private var place: BackupPlace {
        let objects = objects
        return BackupPlace(url: "memory:", policy: RetryPolicy(budget: .seconds(1))) {
            () throws(StoreError) in objects
        }
    }

    private var begun: BegunBackup { backup(1, segments: 2...2, ended: 1000).begun }

    private func store(
        _ tar: [UInt8],
        level: Int?,
        partBytes: UInt64
    ) throws -> [ArchiveDescription] {
        let writer = try BackupWriter(
            begun,
            in: place,
            BackupForm(compressionLevel: level, partBytes: partBytes)
        ) { _ in }
        try writer.beginArchive(oid: nil, location: nil)
        for start in stride(from: 0, to: tar.count, by: 3000) {
            try writer.append(Array(tar[start..<min(start + 3000, tar.count)]).span.bytes)
        }
        return try writer.finishObjects().archives
    }

    @Test(arguments: [1, nil] as [Int?], [1 << 12, 1 << 14, 64 << 20] as [UInt64])
    func `parts hold the archive, each provable by itself`(
        level: Int?,
        partBytes: UInt64
    ) throws {
        var tar = MiniTar()
        tar.add("backup_label", Array("x".utf8))
        tar.add("base/1", [UInt8](repeating: 7, count: 20_000))
        tar.add("base/2", [])
        tar.add("base/3", [UInt8](repeating: 8, count: 5000))
        let archives = try store(tar.bytes, level: level, partBytes: partBytes)
        let archive = try #require(archives.first)
        let expected = tar.bytes + [UInt8](repeating: 0, count: 1024)
        var whole: [UInt8] = []
        for (index, part) in archive.parts.enumerated() {
            let sink = ByteSink()
            let name = try begun.name.object(ArchiveDescription.part(archive.file, index + 1))
            try StoredPart(part).read(name, from: objects) {
                sink.append($0)
                return true
            }
            #expect(part.plainBytes == UInt64(sink.bytes.count))
            whole += sink.bytes
        }
        #expect(whole == expected)
        #expect(
            archive.parts.dropLast().allSatisfy { $0.plainBytes == partBytes }
        )
    }

    @Test func `a part says what it goes on with`() throws {
        var tar = MiniTar()
        tar.add("base/1", [UInt8](repeating: 7, count: 10_000))
        let archive = try #require(try store(tar.bytes, level: 1, partBytes: 4096).first)
        #expect(archive.parts[0].continues == nil)
        #expect(
            archive.parts[1].continues
                == PartDescription.Continuation(path: "base/1", offset: 3584, size: 10_000)
        )
    }

    @Test func `a damaged part is noticed`() throws {
        var tar = MiniTar()
        tar.add("base/1", (0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 7) })
        let archive = try #require(try store(tar.bytes, level: 1, partBytes: 64 << 20).first)
        let name = try begun.name.object("base.tar.000001")
        let sound = try #require(objects.state.withLock { $0.objects[name] })
        var random = SplitMix64(state: 5)
        for _ in 0..<200 {
            var damaged = sound
            damaged[Int.random(in: 0..<sound.count, using: &random)] ^=
                1 << Int.random(in: 0..<8, using: &random)
            objects.state.withLock { $0.objects[name] = damaged }
            // A bit of the digest frame that nobody reads may change; the plain bytes then are right.
            let sink = ByteSink()
            let isTaken =
                (try? StoredPart(archive.parts[0]).read(name, from: objects) {
                    sink.append($0)
                    return true
                }) != nil
            if isTaken { #expect(sink.bytes == tar.bytes + [UInt8](repeating: 0, count: 1024)) }
        }
    }

    @Test func `an archive that ends inside a member is none`() throws {
        var tar = MiniTar()
        tar.add("base/1", [UInt8](repeating: 7, count: 10_000))
        let cut = Array(tar.bytes.prefix(4096))
        #expect(throws: BackupError.self) { try store(cut, level: 1, partBytes: 4096) }
    }

    @Test func `a store that fails is told, and nobody hangs`() throws {
        var tar = MiniTar()
        tar.add("base/1", [UInt8](repeating: 7, count: 300_000))
        for steps in 0..<12 {
            objects.state.withLock { $0 = MemoryObjects.State(operationsLeft: steps) }
            #expect(throws: BackupError.self) {
                _ = try store(tar.bytes, level: 1, partBytes: 1 << 14)
            }
            objects.state.withLock { $0.operationsLeft = nil }
            #expect(try BackupCatalog(of: objects).backups.isEmpty)
        }
    }

    /// A backup of one file, stored but for its description.
    private func stored() throws -> (writer: BackupWriter, description: BackupDescription) {
        var tar = MiniTar()
        tar.add("base/1", [UInt8](repeating: 7, count: 10_000))
        let writer = try BackupWriter(
            begun,
            in: place,
            BackupForm(compressionLevel: 1, partBytes: 1 << 12)
        ) { _ in }
        try writer.beginArchive(oid: nil, location: nil)
        try writer.append(tar.bytes.span.bytes)
        var description = backup(1, segments: 2...2, ended: 1000)
        description.archives = try writer.finishObjects().archives
        return (writer, description)
    }

    @Test func `is a backup once it is described`() throws {
        let (writer, description) = try stored()
        try writer.finish(description)
        let catalog = try BackupCatalog(of: objects)
        #expect(catalog.backups == [description])
        #expect(catalog.defects.isEmpty)
    }

    @Test(arguments: ["begun.json", "base.tar.000002"])
    func `what was removed meanwhile makes no backup`(lost: String) throws {
        let (writer, description) = try stored()
        let name = try begun.name.object(lost)
        objects.state.withLock { $0.objects[name] = nil }
        #expect(
            throws: BackupError.refused(
                "backup \(begun.name) was removed while it was taken: its object \"\(name)\" is"
                    + " missing HINT: Take another one, and look who removes what in"
                    + " \"memory:objects\"."
            )
        ) { try writer.finish(description) }
        #expect(try BackupCatalog(of: objects).backups.isEmpty)
    }

    @Test(arguments: ["begun.json", "base.tar.000002"])
    func `what is removed at that very moment makes none either`(lost: String) throws {
        let (writer, description) = try stored()
        let last = try begun.name.object("backup.json")
        let name = try begun.name.object(lost)
        objects.state.withLock { $0.removedBy[last] = name }
        #expect(throws: BackupError.self) { try writer.finish(description) }
        #expect(try BackupCatalog(of: objects).backups.isEmpty)
        #expect(!objects.names.contains("\(last)"))
    }

    @Test func `what it builds on must be there still`() throws {
        var (writer, description) = try stored()
        let parent = backup(2, segments: 1...1, ended: 500)
        let child = backup(1, segments: 2...2, ended: 1000, parent: parent.name).begun
        objects.state.withLock { $0 = MemoryObjects.State() }
        writer = try BackupWriter(child, in: place, BackupForm(compressionLevel: 1)) { _ in }
        description.archives = try writer.finishObjects().archives
        #expect(
            throws: BackupError.refused(
                "backup \(child.name) builds on \(parent.name), which was removed while it was taken"
                    + " HINT: Take another one, and look who removes what in \"memory:objects\"."
            )
        ) { try writer.finish(description) }
        let name = try parent.name.object("backup.json")
        let bytes = try DescriptionCoding.bytes(parent)
        objects.state.withLock { $0.objects[name] = bytes }
        try writer.finish(description)
    }

    @Test func `WAL that is gone in the end makes no backup`() throws {
        let (writer, description) = try stored()
        let gone = BackupError.missingWAL("gone")
        #expect(throws: gone) {
            try writer.finish(description) { () throws(BackupError) in throw gone }
        }
        #expect(try BackupCatalog(of: objects).backups.isEmpty)
    }

    @Test func `another cluster's place is refused`() throws {
        _ = try objects.claim(try #require(SystemIdentifier(8)))
        #expect(throws: BackupError.self) { try store([], level: 1, partBytes: 4096) }
    }
}

/// Members as PostgreSQL writes them, without the archive's end.
struct MiniTar {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ name: String, _ content: [UInt8]) {
        add(Array(name.utf8), content)
    }

    /// Adds a file whose name may be no text.
    mutating func add(_ name: [UInt8], _ content: [UInt8]) {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        block.replaceSubrange(0..<name.count, with: name)
        put(octal(0o600, 7), at: 100)
        put(octal(content.count, 11), at: 124)
        put("        0", at: 148)
        put("ustar", at: 257)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6), at: 148)
        block[154] = 0
        bytes += block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }
}
