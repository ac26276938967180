import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Backup

/// Where backups are combined nothing of anybody else's is lost.
@Suite struct CombinationTests {
    /// Stands for pg_combinebackup: copies the last backup to where the result belongs.
    private static let program = """
        #!/bin/sh
        for word; do case $word in --output=*) output=${word#--output=};; *) last=$word;; esac; done
        exec cp -a "$last" "$output"

        """

    private func withChain(
        _ test: (ScratchDirectory, SmallBackup, SmallBackup, _ program: String) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let full = try SmallBackup(1)
            let later = try SmallBackup(2, in: full.objects, parent: full.description.name)
            let program = try scratch.write(Array(Self.program.utf8), to: "combine")
            #expect(chmod(program, 0o755) == 0)
            try test(scratch, full, later, program)
        }
    }

    @Test func `a directory of somebody else's beside the target stays`() async throws {
        try await withChain { scratch, full, later, program in
            let work = try scratch.directory("node.wal-archive")
            try Disk.write([1], to: "\(work)/precious")
            let restoration = later.restoration(
                to: scratch.path("node"),
                after: [full.description],
                combineProgram: program
            )
            let refusal = BackupError.refused(
                "the directory \"\(work)\", in which backups are combined, is not empty"
                    + " HINT: Move what is in it away."
            )
            #expect(throws: refusal) { try restoration.run() }
            #expect(try Disk.names(in: work) == ["precious"])
            try Disk.remove("\(work)/precious")
            try restoration.run()
            #expect(try Disk.text(scratch.path("node/global/pg_control")) == "control")
            #expect(!Disk.exists(work))
        }
    }

    @Test func `what an interruption left is begun anew`() async throws {
        try await withChain { scratch, full, later, program in
            let node = scratch.path("node")
            func restoration(_ program: String) -> Restoration {
                later.restoration(to: node, after: [full.description], combineProgram: program)
            }
            #expect(throws: BackupError.refused("\"/bin/false\" failed with status 1")) {
                try restoration("/bin/false").run()
            }
            #expect(Disk.exists("\(node).wal-archive"))
            try restoration(program).run()
            #expect(try Disk.text("\(node)/base/1") == "rows")
            #expect(!Disk.exists("\(node).wal-archive"))
        }
    }

    @Test func `while one is under way a second is refused`() async throws {
        try await withChain { scratch, full, later, program in
            let node = scratch.path("node")
            let refusal = Mutex<BackupError?>(nil)
            let second = later.restoration(
                to: node,
                after: [full.description],
                combineProgram: program
            )
            try later.restoration(
                to: node,
                after: [full.description],
                combineProgram: program
            ) { _ in
                do throws(BackupError) {
                    try second.run()
                } catch {
                    refusal.withLock { $0 = error }
                }
            }.run()
            let expected = BackupError.refused(
                "another restore into \"\(node).wal-archive\" is under way"
                    + " HINT: Wait until it ends, or end it and call this again."
            )
            #expect(refusal.withLock { $0 } == expected)
            #expect(try Disk.text("\(node)/base/1") == "rows")
        }
    }
}
