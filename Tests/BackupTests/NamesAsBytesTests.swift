import Files
import Records
import SystemPackage
import Tar
import TestSupport
import Testing

@testable import Backup

/// A name is bytes: not each is text, and two that look alike are two files.
@Suite struct NamesAsBytesTests {
    private static let lookingAlike = ["caf\u{e9}", "cafe\u{301}"]
    private static let latin: [UInt8] = Array("lat".utf8) + [0xE9]

    /// Files with such names in a directory, and what a manifest says of them.
    private func files() throws -> (tar: MiniTar, lines: [String]) {
        var tar = MiniTar()
        var lines: [String] = []
        for (number, name) in Self.lookingAlike.enumerated() {
            let content = [UInt8](repeating: UInt8(number), count: 700)
            tar.add("base/\(name)", content)
            lines.append(try MiniManifest.line("base/\(name)", content))
        }
        tar.add(Array("base/".utf8) + Self.latin, [9])
        let line = try MiniManifest.line("X", [9])
        let digits = "626173652f6c6174e9"
        lines.append(
            "{ \"Encoded-Path\": \"\(digits)\"" + line.dropFirst("{ \"Path\": \"X\"".count)
        )
        return (tar, lines)
    }

    @Test func `an archive with such names is what its manifest says`() throws {
        let (tar, lines) = try files()
        let manifest = try BackupManifest(MiniManifest(lines).bytes(), name: "m")
        let comparison = ManifestComparison(manifest, of: "/left")
        comparison.begin("/left/base.tar", oid: nil)
        let bytes = tar.bytes + [UInt8](repeating: 0, count: 1024)
        try comparison.take(bytes.span.bytes)
        try comparison.endArchive()
        try comparison.finish()
    }

    @Test func `they are restored and verified`() async throws {
        try await ScratchDirectory.with { scratch in
            let (tar, lines) = try files()
            let small = try SmallBackup(
                others: tar,
                listed: SmallBackup.always,
                otherLines: lines
            )
            let node = scratch.path("node")
            try small.restoration(to: node).run()
            let found = try Directory(opening: FilePath("\(node)/base")).entries()
            let texts = Set(found.compactMap { String(validating: $0) }.map { Array($0.utf8) })
            #expect(texts == Set((Self.lookingAlike + ["1"]).map { Array($0.utf8) }))
            #expect(found.count == 4)
            // And gone again where an interruption left them.
            try RemovedTree(FilePath(node)).empty(but: "none")
            #expect(try Disk.names(in: node).isEmpty)
        }
    }

    @Test func `nothing is written outside, whatever accent stands on a slash`() async throws {
        try await ScratchDirectory.with { scratch in
            let evil = "../\u{301}evil"
            let refusal = BackupError.tar(.unsafeName(evil), file: "base.tar")
            var tar = MiniTar()
            tar.add(evil, [1])
            #expect(throws: refusal) { try SmallBackup(others: tar) }
            var small = try SmallBackup()
            small.description.archives[0].parts[0].continues =
                PartDescription.Continuation(path: evil, offset: 0, size: 10)
            #expect(throws: refusal) { try small.restoration(to: scratch.path("node")).run() }
            #expect(try Disk.names(in: scratch.path) == ["node"])
        }
    }

    @Test func `a file that goes on in another part keeps its name`() throws {
        let path = try TarHeader.safe(Self.latin)
        let place = PartDescription.Continuation(path, offset: 1, size: 2)
        #expect(place.encodedPath == "6c6174e9")
        #expect(place.pathBytes == Self.latin)
        let text = PartDescription.Continuation("base/1", offset: 1, size: 2)
        #expect(text == PartDescription.Continuation(path: "base/1", offset: 1, size: 2))
        #expect(text.pathBytes == Array("base/1".utf8))
    }

    @Test func `what the manifest does not list is refused, but for what it never does`() throws {
        let manifest = try BackupManifest(
            MiniManifest([MiniManifest.line("a", [1])]).bytes(),
            name: ""
        )
        func refusal(of name: String) -> BackupError? {
            var tar = MiniTar()
            tar.add(name, [1])
            let bytes = tar.bytes
            let comparison = ManifestComparison(manifest, of: "/left")
            comparison.begin("/left/base.tar", oid: nil)
            do throws(BackupError) {
                try comparison.take(bytes.span.bytes)
                return nil
            } catch {
                return error
            }
        }
        for name in ["a", "pg_wal/1", "standby.signal", "backup_manifest"] {
            #expect(refusal(of: name) == nil)
        }
        #expect(
            refusal(of: "evil")?.description
                == "the object \"/left/base.tar\" is not sound: it holds \"evil\", which its"
                + " backup_manifest does not list"
                + " HINT: Copy what pg_basebackup wrote once more, or take a new backup."
        )
        let checks = FileChecks(manifest)
        let piece = FileChecks.Piece(offset: 0, length: 0, crc: .ofFragment)
        try checks.add(piece, of: "pg_wal/1")
        try checks.add(piece, of: "evil")
        #expect(checks.unlisted == ["evil"])
    }

    @Test func `a tablespace in the data directory itself is refused`() throws {
        let refusal = BackupError.refused(
            "tablespace 16388 lies in the data directory itself, which no backup here can have"
                + " HINT: It was made with allow_in_place_tablespaces: make another one elsewhere,"
                + " move what is in it there, and drop it."
        )
        #expect(throws: refusal) {
            try InPlaceTablespaces.refuse([7: "/srv", 16388: "pg_tblspc/16388"])
        }
        try InPlaceTablespaces.refuse([7: "/srv"])
    }
}
