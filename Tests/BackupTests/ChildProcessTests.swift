import Files
import SystemPackage
import TestSupport
import Testing

@testable import Backup

@Suite struct ChildProcessTests {
    private func status(_ program: FilePath, _ words: [String]) throws(BackupError) -> Int32 {
        try ChildProcess(program, words, as: nil).run(keeping: 0)
    }

    @Test func `a child has the lock too, so that it outlives whoever is killed`() async throws {
        try await ScratchDirectory.with { scratch in
            let tree = try FileTree(FilePath(scratch.path), owner: nil)
            let lock = try tree.open("lock")
            #expect(try lock.lock())
            let status = try lock.withDescriptor { number throws(BackupError) in
                try ChildProcess("/usr/bin/test", ["-e", "/proc/self/fd/\(number)"], as: nil)
                    .run(keeping: number)
            }
            #expect(status == 0)
        }
    }

    @Test func `its end is told`() throws {
        #expect(try status("/bin/sh", ["-c", "exit 7"]) == 7)
        #expect(try status("/bin/sh", ["-c", "kill -9 $$"]) == 137)
        let refusal = BackupError.refused(
            "could not run \"/nowhere/x\": No such file or directory"
        )
        #expect(throws: refusal) { try status("/nowhere/x", []) }
    }
}
