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
