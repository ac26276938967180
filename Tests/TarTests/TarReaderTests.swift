import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Tar

@Suite struct TarReaderTests {
    private let sample: TarBytes = {
        var tar = TarBytes()
        tar.add("base", type: "5", mode: 0o700)
        tar.add("base/1/1255", [UInt8](repeating: 7, count: 1300))
        tar.add("empty")
        tar.add("pg_tblspc/16384", type: "2", mode: 0o777, link: "/mnt/ts")
        tar.add("block", [UInt8](repeating: 9, count: 512), mode: 0o640)
        tar.end()
        return tar
    }()

    private func failure(of tar: TarBytes) -> TarError? {
        var reader = TarReader()
        do throws(TarError) {
            _ = try TarStory(tar.bytes, pieceLength: 512, reader: &reader)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [1, 7, 511, 512, 513, 4096, 1 << 20])
    func `tells the same in pieces of any length`(pieceLength: Int) throws {
        var reader = TarReader()
        let story = try TarStory(sample.bytes, pieceLength: pieceLength, reader: &reader)
        #expect(
            story.members.map(\.path) == [
                "base", "base/1/1255", "empty", "pg_tblspc/16384", "block",
            ]
        )
        #expect(story.members.map(\.mode) == [0o700, 0o600, 0o600, 0o777, 0o640])
        #expect(story.members[0].kind == .directory)
        #expect(story.members[3].kind == .tablespaceLink(target: "/mnt/ts"))
        #expect(story.contents.map(\.count) == [0, 1300, 0, 0, 512])
        #expect(story.hasEnded)
        #expect(reader.isBetweenMembers)
        #expect(reader.offset == UInt64(sample.bytes.count))
    }

    @Test func `another reader goes on at every block`() throws {
        var whole = TarReader()
        let expected = try TarStory(sample.bytes, pieceLength: 512, reader: &whole)
        for cut in stride(from: 0, through: sample.bytes.count, by: 512) {
            var first = TarReader()
            let before = try TarStory(
                Array(sample.bytes[..<cut]),
                pieceLength: 512,
                reader: &first
            )
            let place = try #require(first.place, "no place at \(cut)")
            var second = TarReader(at: place)
            if first.hasEnded { continue }
            let after = try TarStory(Array(sample.bytes[cut...]), pieceLength: 100, reader: &second)
            #expect(before.members + after.members == expected.members)
            let contents = before.contents.flatMap { $0 } + after.contents.flatMap { $0 }
            #expect(contents == expected.contents.flatMap { $0 })
        }
    }

    @Test(arguments: [
        "/etc/passwd", "../outside", "base/../../outside", "base//1", "./", "base/./1",
    ])
    func `refuses a name that leads elsewhere`(name: String) {
        var tar = TarBytes()
        tar.add(name, [1])
        #expect(failure(of: tar) == .unsafeName(name))
    }

    @Test(arguments: ["../\u{301}evil", "base/..\u{301}/x", "a/\u{301}../b", "e\u{301}"])
    func `a name is split at the byte of a slash, as the kernel does`(name: String) throws {
        var tar = TarBytes()
        tar.add(name, [1])
        guard !name.utf8.starts(with: "../".utf8) else {
            #expect(failure(of: tar) == .unsafeName(name))
            return
        }
        var reader = TarReader()
        let story = try TarStory(tar.bytes, pieceLength: 512, reader: &reader)
        #expect(story.members[0].path.withPlatformString { strlen($0) } == name.utf8.count)
    }

    @Test func `a name that is no text is a name`() throws {
        var tar = TarBytes()
        tar.add("lat?n", [1])
        let at = try #require(tar.bytes.firstIndex(of: UInt8(ascii: "?")))
        tar.change(at, to: 0xE9)
        var reader = TarReader()
        let story = try TarStory(tar.bytes, pieceLength: 512, reader: &reader)
        let path = story.members[0].path
        #expect(String(validating: path) == nil)
        #expect(path.withPlatformString { UInt8(bitPattern: $0[3]) } == 0xE9)
    }

    @Test func `two names that only look alike are two`() throws {
        #expect(
            try TarHeader.safe(Array("caf\u{e9}".utf8)) != TarHeader.safe(Array("cafe\u{301}".utf8))
        )
    }

    @Test func `no member becomes a program of somebody else's`() throws {
        var tar = TarBytes()
        tar.add("evil", [1], mode: 0o6755)
        var reader = TarReader()
        let story = try TarStory(tar.bytes, pieceLength: 512, reader: &reader)
        #expect(story.members[0].mode == 0o755)
    }

    @Test func `refuses links that are no tablespaces`() {
        for name in ["pg_wal", "pg_tblspc/x", "pg_tblspc/1/2", "base/1"] {
            var tar = TarBytes()
            tar.add(name, type: "2", link: "/elsewhere")
            #expect(failure(of: tar) == .unexpectedLink(name))
        }
    }

    @Test func `refuses kinds of members that PostgreSQL does not write`() {
        for type in ["1", "3", "6", "L", "x", "g"] as [Character] {
            var tar = TarBytes()
            tar.add("name", type: type)
            #expect(failure(of: tar) != nil)
        }
    }

    @Test func `reads a size beyond eight gigabytes`() throws {
        var tar = TarBytes()
        tar.add("large", size: 40 << 30)
        var reader = TarReader()
        let story = try TarStory(tar.bytes, pieceLength: 512, reader: &reader)
        #expect(story.members[0].size == 40 << 30)
        #expect(!reader.isBetweenMembers)
        #expect(reader.skipContent() == 40 << 30)
    }

    @Test func `no bytes trap`() {
        var random = SplitMix64(state: 20_261_121)
        for _ in 0..<3000 {
            var bytes = sample.bytes
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] = UInt8.random(in: .min ... .max, using: &random)
            }
            var reader = TarReader()
            let length = Int.random(in: 1...2000, using: &random)
            guard let story = try? TarStory(bytes, pieceLength: length, reader: &reader) else {
                continue
            }
            #expect(
                story.members.allSatisfy {
                    !$0.path.components.contains("..") && $0.path.isRelative
                }
            )
        }
    }

    @Test func `says what is wrong`() {
        #expect(
            TarError.damagedHeader(offset: 512).description
                == "the tar header at byte 512 is damaged"
        )
        #expect(
            TarError.unsafeName("../x").description
                == "the tar archive has a member with the unsafe name \"../x\""
        )
        #expect(
            TarError.unexpectedLink("x").description
                == "the tar archive has a link \"x\" that is no tablespace's"
        )
        #expect(
            TarError.unsupportedMember("x", type: UInt8(ascii: "L")).description
                == "the tar archive's member \"x\" is of type \"L\", which PostgreSQL does not write"
        )
        #expect(
            TarError.truncated(offset: 7).description
                == "the tar archive ends inside a member, at byte 7"
        )
    }
}
