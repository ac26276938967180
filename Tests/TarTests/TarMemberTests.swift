import SystemPackage
import Testing

@testable import Tar

@Suite struct TarMemberTests {
    @Test func `what is written is read again`() throws {
        let file = TarMember(path: "conf.d/a", mode: 0o640, modified: 7, content: [1, 2, 3])
        let directory = TarMember(path: "conf.d", mode: 0o755, modified: 7, content: nil)
        let bytes = try #require(directory.bytes) + #require(file.bytes) + TarMember.terminator
        #expect(bytes.count == 5 * 512)
        var reader = TarReader()
        let story = try TarStory(bytes, pieceLength: 100, reader: &reader)
        #expect(story.members.map(\.path) == ["conf.d", "conf.d/a"])
        #expect(story.members.map(\.kind) == [.directory, .file])
        #expect(story.members.map(\.mode) == [0o755, 0o640])
        #expect(story.contents == [[], [1, 2, 3]])
        #expect(story.hasEnded)
    }

    @Test func `a path that does not fit has no bytes`() {
        let path = String(repeating: "x", count: TarMember.pathLimit)
        #expect(TarMember(path: path, mode: 0, modified: 0, content: []).bytes?.count == 512)
        #expect(TarMember(path: path + "x", mode: 0, modified: 0, content: []).bytes == nil)
    }
}
