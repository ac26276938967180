import Records
import SystemPackage
import Testing

@testable import Backup

@Suite struct ManifestTests {
    private func manifest(_ lines: [String]) throws -> [UInt8] {
        try MiniManifest(lines).bytes()
    }

    private func file(_ path: String, _ content: [UInt8]) throws -> String {
        try MiniManifest.line(path, content)
    }

    @Test func `files are read line by line`() throws {
        let bytes = try manifest([
            file("a\\\"b", [1, 2]), file("base/1", []),
            "{ \"Encoded-Path\": \"62617365\", \"Size\": 3, \"Last-Modified\": \"x\" }",
        ])
        let manifest = try BackupManifest(bytes, name: "m")
        #expect(manifest.files.map(\.path) == ["a\"b", "base/1", "base"])
        #expect(manifest.files.map(\.size) == [2, 0, 3])
        #expect(manifest.files.map(\.algorithm) == [.crc32c, .crc32c, nil])
    }

    @Test func `a manifest that was changed is damaged`() throws {
        var bytes = try manifest([file("a", [1])])
        bytes[60] ^= 1
        #expect(throws: BackupError.self) { try BackupManifest(bytes, name: "m") }
        #expect(throws: BackupError.damaged("m", reason: "it is no backup manifest")) {
            try BackupManifest([], name: "m")
        }
    }

    @Test func `pieces of a file add up in any order`() throws {
        let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let bytes = try manifest([file("a", content)])
        let checks = FileChecks(try BackupManifest(bytes, name: "m"))
        for range in [4000..<7000, 0..<4000, 7000..<10_000] {
            var crc = CRC32C.ofFragment
            crc.update(Array(content[range]).span.bytes)
            try checks.add(
                FileChecks.Piece(
                    offset: UInt64(range.lowerBound),
                    length: UInt64(range.count),
                    crc: crc
                ),
                of: "a"
            )
        }
        #expect(try checks.settle().isEmpty)
    }

    @Test func `a wrong file is told, a missing piece asks for the file`() throws {
        let content = [UInt8](repeating: 3, count: 100)
        let bytes = try manifest([file("a", content)])
        let checks = FileChecks(try BackupManifest(bytes, name: "m"))
        var crc = CRC32C.ofFragment
        crc.update(Array(content[..<50]).span.bytes)
        try checks.add(FileChecks.Piece(offset: 0, length: 50, crc: crc), of: "a")
        #expect(try checks.settle() == [0])
        var wrong = CRC32C.ofFragment
        wrong.update([UInt8](repeating: 4, count: 100).span.bytes)
        #expect(throws: BackupError.self) {
            try checks.add(FileChecks.Piece(offset: 0, length: 100, crc: wrong), of: "a")
        }
    }
}
