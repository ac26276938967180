import TestSupport
import Testing

/// A shortage that may pass: no descriptor is left for the archive's directory.
@Suite struct ShortageTests {
    private static let fixture = WALFixture()
    private static let name = fixture.name

    private func push(
        _ flags: [String],
        script: String = "exec \"$@\""
    ) async throws -> Outcome {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            let archive = try ArchiveDirectory(in: scratch)
            try data.write(Self.fixture.bytes(), as: Self.name)
            // Standard streams and the local file; a fifth is one too many.
            let call = [try Executables.found().push, "--archive", archive.url] + flags
            return try await Command(
                ["/bin/sh", "-c", "ulimit -n 4; \(script)", "sh"] + call
                    + ["pg_wal/\(Self.name)", Self.name],
                directory: data.path
            ).run()
        }
    }

    @Test func `is waited out within the budget, and told with the effort`() async throws {
        let outcome = try await push(["--timeout", "1"])
        #expect(outcome.status == 2, "\(outcome)")
        let pattern =
            /wal-push: could not archive "0+10+1": could not open "[^"]+": Too many open files, after \d+ tries in [01]\.\d s\n/
        #expect(outcome.errors.wholeMatch(of: pattern) != nil, "\(outcome)")
    }

    /// How long a call may take stands in the very file that cannot be opened.
    ///
    /// A descriptor of the
    /// process that waits is the fourth.
    @Test func `of descriptors for the settings is no error of theirs`() async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            let file = try scratch.write(Array("archive = 'file:///x'\n".utf8), to: "conf")
            let call = [try Executables.found().fetch, "--config", file]
            let outcome = try await Command(
                [
                    "/bin/sh", "-c", "ulimit -n 4; setsid --wait sh -c '\"$@\"; exit $?' sh \"$@\"",
                    "sh",
                ]
                    + call + [Self.name, "pg_wal/RECOVERYXLOG"],
                directory: data.path
            ).run()
            #expect(outcome.status == 200, "\(outcome)")
            let pattern =
                /wal-fetch: could not fetch "0+10+1": could not read the settings: could not open "[^"]+\/conf": Too many open files\n/
            #expect(outcome.errors.wholeMatch(of: pattern) != nil, "\(outcome)")
        }
    }

    @Test(arguments: [("SEGV", Int32(6)), ("TERM", 143)])
    func `may be ended by a signal`(signal: String, status: Int32) async throws {
        let script = """
            "$@" &
            until grep -q 'SigCgt:.*[4567cdef][0-9a-f]\\{3\\}$' "/proc/$!/status"; do :; done
            kill -\(signal) $!
            wait $!
            """
        let outcome = try await push(["--timeout", "60"], script: script)
        #expect(outcome.status == status, "\(outcome)")
    }
}
