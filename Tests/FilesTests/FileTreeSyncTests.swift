import SystemPackage
import TestSupport
import Testing

@testable import Files

@Suite struct FileTreeSyncTests {
    @Test(
        arguments: [
            ("5.4.0-150-generic", false), ("4.18.0", false), ("5.8.0", true), ("5.10.0-28", true),
            ("6.1", true),
        ]
    )
    func `kernels before 5.8 tell nothing of writes that failed`(
        release: String,
        tells: Bool
    ) throws {
        #expect((try #require(KernelVersion(release)) >= .tellingSync) == tells)
    }

    @Test(arguments: ["", "6", "x.y", "6."])
    func `what is no release is none`(text: String) { #expect(KernelVersion(text) == nil) }

    @Test func `each file below a directory is made durable, and links are left alone`()
        async throws
    {
        try await ScratchDirectory.with { scratch in
            let tree = try FileTree(FilePath(scratch.path), owner: nil)
            _ = try tree.open("base/1/2")
            try tree.link("pg_tblspc/7", to: "/nowhere")
            try tree.sync()
            try FileTree.syncFiles(of: Directory(opening: tree.path), depth: 0)
        }
    }
}
