import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Backup

/// Where backups are combined nothing of anybody else's is lost, and places may be mount points.
@Suite struct CombinationTests {
    /// Stands for pg_combinebackup: copies the last backup to where the result belongs, and its
    /// tablespace.
    private static let program = """
        #!/bin/sh
        for word; do case $word in
            --output=*) output=${word#--output=};;
            --tablespace-mapping=*) pair=${word#--tablespace-mapping=}
                cp -a "${pair%%=*}" "${pair#*=}" || exit;;
            *) last=$word;;
        esac; done
        exec cp -a "$last" "$output"

        """

    private let spaces: [UInt32: String] = [7: SmallBackup.space]

    private func withChain(
        spaces: [UInt32: String] = [:],
        listed: [String: String]? = SmallBackup.always,
        _ test: (ScratchDirectory, SmallBackup, SmallBackup, _ program: String) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let full = try SmallBackup(1, spaces: spaces, listed: listed)
            let later = try SmallBackup(
                2,
                in: full.objects,
                spaces: spaces,
                listed: listed,
                parent: full.description.name
            )
            let program = try scratch.write(Array(Self.program.utf8), to: "combine")
            #expect(chmod(program, 0o755) == 0)
            try test(scratch, full, later, program)
        }
    }

    @Test func `a directory with anything in it is refused`() async throws {
        try await withChain { scratch, full, later, program in
            let node = try scratch.directory("node")
            try Disk.write([1], to: "\(node)/precious")
            let restoration = later.restoration(
                to: node,
                after: [full.description],
                combineProgram: program
            )
            let refusal = BackupError.refused(
                "the directory \"\(node)\" is not empty"
                    + " HINT: Name another one, or move what is in it away."
            )
            #expect(throws: refusal) { try restoration.run() }
            #expect(try Disk.names(in: node) == ["precious"])
        }
    }

    @Test func `everything happens within the directories, which may be links or mount points`()
        async throws
    {
        try await withChain(spaces: spaces) { scratch, full, later, program in
            _ = try scratch.directory("disk")
            #expect(symlink("disk", scratch.path("node")) == 0)
            let before = try Disk.names(in: scratch.path)
            let space = try scratch.directory("space")
            let restoration = later.restoration(
                to: scratch.path("node"),
                mapping: [SmallBackup.space: space],
                after: [full.description],
                combineProgram: program
            )
            try restoration.run()
            #expect(try Disk.text(scratch.path("disk/global/pg_control")) == "control")
            #expect(!Disk.exists(scratch.path("disk/global/pg_control.wal-archive")))
            #expect(try Disk.names(in: space) == ["PG_15"])
            #expect(try Disk.text("\(space)/PG_15/1") == "rows")
            #expect(try Disk.text(scratch.path("disk/tablespace_map")) == "7 \(space)\n")
            #expect(try Disk.names(in: scratch.path) == (before + ["space"]).sorted())
            let left = try Disk.names(in: scratch.path("disk"))
            #expect(!left.contains { $0.hasPrefix("wal-archive.") })
        }
    }

    @Test func `what an interruption left is begun anew, in tablespaces too`() async throws {
        try await withChain(spaces: spaces) { scratch, full, later, program in
            let (node, space) = (scratch.path("node"), scratch.path("space"))
            func restoration(_ program: String) -> Restoration {
                later.restoration(
                    to: node,
                    mapping: [SmallBackup.space: space],
                    after: [full.description],
                    combineProgram: program
                )
            }
            let failing = try scratch.write(
                Array((Self.program + "\nexit 1\n").utf8)
                    .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                    .map { $0.starts(with: Array("exec ".utf8)) ? $0.dropFirst(5) : $0 }
                    .joined(separator: [UInt8(ascii: "\n")]).map { $0 },
                to: "failing"
            )
            #expect(chmod(failing, 0o755) == 0)
            #expect(throws: BackupError.refused("\"\(failing)\" failed with status 1")) {
                try restoration(failing).run()
            }
            #expect(Disk.exists("\(space)/wal-archive.combination/PG_15"))
            try restoration(program).run()
            #expect(try Disk.text("\(node)/base/1") == "rows")
            #expect(try Disk.names(in: space) == ["PG_15"])
        }
    }

    @Test func `interrupted while the result was moved up, it goes on there`() async throws {
        try await withChain { scratch, full, later, program in
            let node = scratch.path("node")
            let restoration = later.restoration(
                to: node,
                after: [full.description],
                combineProgram: program
            )
            try restoration.run()
            let work = "\(node)/wal-archive.combination"
            #expect(mkdir(work, 0o700) == 0 && mkdir("\(work)/combined", 0o700) == 0)
            #expect(rename("\(node)/base", "\(work)/combined/base") == 0)
            let control = "\(node)/global/pg_control"
            #expect(rename(control, "\(control).wal-archive") == 0)
            let head = "\(later.journalHead) combined"
            try Disk.write(
                Array("\(head)\nboot 0\ncombined\n".utf8),
                to: "\(node)/wal-archive.restore"
            )
            later.objects.state.withLock { $0.operationsLeft = 0 }
            try restoration.run()
            #expect(try Disk.text("\(node)/base/1") == "rows")
            #expect(try Disk.text(control) == "control")
            #expect(!Disk.exists(work))
            #expect(!Disk.exists("\(node)/wal-archive.restore"))
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
                "another restore into \"\(node)\" is under way"
                    + " HINT: Wait until it ends, or end it and call this again."
            )
            #expect(refusal.withLock { $0 } == expected)
            #expect(try Disk.text("\(node)/base/1") == "rows")
        }
    }

    @Test func `a result without a manifest is refused`() async throws {
        try await withChain(listed: nil) { scratch, full, later, program in
            let node = scratch.path("node")
            let restoration = later.restoration(
                to: node,
                after: [full.description],
                combineProgram: program
            )
            let refusal = BackupError.refused(
                "\"\(program)\" made no manifest to verify its result by"
            )
            #expect(throws: refusal) { try restoration.run() }
            #expect(!Disk.exists("\(node)/global/pg_control"))
        }
    }

    @Test func `an equals sign in a path does not end it`() {
        #expect(Combination.word("/a=b/c") == #"/a\=b/c"#)
    }
}
