import TestSupport
import Testing

@testable import FrontEnd
@testable import Operator

/// The file from which an interrupted `verify` goes on, to the letter.
@Suite struct ProgressFileTests {
    private static let contents = ProgressFile.Contents(
        archive: "file:///a",
        choice: "deep all from - to - every",
        seed: 7,
        done: "000000010000000000000002",
        findings: [(.damaged, "one: damaged: why"), (.gap, "two: gap: it is absent")]
    )
    private static let text = """
        wal-archive verify 1
        archive file:///a
        choice deep all from - to - every
        seed 7
        done 000000010000000000000002
        found 3 one: damaged: why
        found 4 two: gap: it is absent

        """

    private func with(
        _ text: String?,
        _ body: (ProgressFile, String) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let path = scratch.path("state")
            if let text { _ = try scratch.write(Array(text.utf8), to: "state") }
            try body(try ProgressFile(path: path), path)
        }
    }

    private func reason(_ file: ProgressFile, archive: String = "file:///a") -> CommandError? {
        do throws(CommandError) {
            _ = try file.read(archive: archive, choice: Self.contents.choice)
            return nil
        } catch {
            return error
        }
    }

    @Test func `is written, read and taken away`() async throws {
        try await with(nil) { file, path in
            #expect(try file.read(archive: "", choice: "") == nil)
            try file.write(Self.contents)
            #expect(try Disk.text(path) == Self.text)
            #expect(
                try file.read(archive: "file:///a", choice: Self.contents.choice) == Self.contents
            )
            try file.remove()
            #expect(!Disk.exists(path))
        }
    }

    @Test(arguments: [
        "", "anything\n", String(text.dropLast()), text + "more\n",
        text.replacing("seed 7", with: "seed x"), text.replacing("found 3", with: "found 99"),
    ])
    func `is refused when it is another file`(other: String) async throws {
        try await with(other) { file, path in
            let error = reason(file)
            #expect(error?.ending == .usage)
            #expect(
                error?.reason
                    == "could not go on from \"\(path)\": it is no file of this command"
                    + " HINT: Remove it to begin anew, or name another one."
            )
        }
    }

    @Test func `is refused when it is of another archive`() async throws {
        try await with(Self.text) { file, path in
            let error = reason(file, archive: "file:///b")
            #expect(error?.ending == .usage)
            #expect(
                error?.reason
                    == "could not go on from \"\(path)\": it is of another archive or choice"
                    + " HINT: Remove it to begin anew, or name another one."
            )
        }
    }

    @Test func `is written every two seconds, not for every file`() async throws {
        try await with(nil) { file, path in
            final class Clock { var now: Duration = .seconds(100) }
            let clock = Clock()
            var start = Self.contents
            start.done = nil
            start.findings = []
            var memory = VerifyMemory(file, start) { clock.now }
            clock.now += .milliseconds(1_999)
            try memory.note(done: "000000010000000000000001", findings: [])
            #expect(!Disk.exists(path))
            clock.now += .milliseconds(1)
            try memory.note(
                done: "000000010000000000000002",
                findings: Self.contents.findings
            )
            #expect(try Disk.text(path) == Self.text)
            try memory.note(done: "000000010000000000000003", findings: [])
            #expect(try Disk.text(path) == Self.text)
        }
    }

    @Test func `names no directory`() {
        #expect(throws: CommandError.self) { _ = try ProgressFile(path: "/") }
    }
}
