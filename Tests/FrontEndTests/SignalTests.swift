import TestSupport
import Testing

/// Signals that come while a call waits, and the death of who waits for it.
///
/// The call is kept waiting by a gap, about which a recovery asks again for seconds.
@Suite struct SignalTests {
    private static let missing = WALFixture.numbered(1)
    private static let target = "pg_wal/RECOVERYXLOG"

    /// Runs a script that starts `wal-fetch` as `"$@"` in a data directory where it has to wait.
    ///
    /// The script's shell leads a session, as PostgreSQL's processes do: who runs the tests may
    /// belong to one whose leader is gone.
    private func run(
        _ script: String,
        _ signal: RecoveryKind? = nil,
        then check: (Outcome, String) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            let archive = try ArchiveDirectory(in: scratch)
            if let signal { try data.signal(signal) }
            let later = WALFixture.numbered(3)
            let path = try data.write(later.bytes(), as: later.name)
            #expect(try await archive.push(path, as: later.name, in: data.path).status == 0)
            try scratch.write(Self.missing.bytes(), to: "missing")
            let fetch = [
                try Executables.found().fetch, "--archive", archive.url, "--spool",
                try scratch.directory("spool"), "--standby-timeout", "60",
            ]
            let outcome = try await Command(
                ["setsid", "--wait", "/bin/sh", "-c", Self.functions + script, "sh"] + fetch
                    + [Self.missing.name, Self.target],
                environment: ["STORE": archive.object(Self.missing.name)],
                directory: data.path
            ).run()
            try check(outcome, "\(data.path)/\(Self.target)")
            #expect(try Disk.names(in: "\(data.path)/pg_wal") == [later.name, "archive_status"])
        }
    }

    /// `waiting PID`: until it has set its handlers and watches who waits for it; the script ends
    /// with 99 where it came to its end before that.
    private static let functions = """
        waiting() {
            until grep -q 'SigCgt:.*[4567cdef][0-9a-f]\\{3\\}$' "/proc/$1/status" &&
                ls -l "/proc/$1/fd" | grep -q pidfd; do
                ! grep -q 'State:.[ZX]' "/proc/$1/status" || exit 99
            done
        }
        ended() { while grep -q 'State:.[^Z]' "/proc/$1/status" 2> ended; do :; done; }

        """

    @Test(arguments: ["TERM", "INT", "HUP", "QUIT", "ALRM"])
    func `end the call as signals do, though the caller ignored them`(name: String) async throws {
        let script = """
            trap '' TERM INT HUP ALRM
            "$@" &
            waiting $!
            kill -\(name) $!
            wait $!
            """
        try await run(script) { outcome, _ in
            let numbers = ["TERM": 15, "INT": 2, "HUP": 1, "QUIT": 3, "ALRM": 14]
            #expect(outcome.status == 128 + Int32(numbers[name] ?? 0), "\(outcome)")
            #expect(!outcome.errors.contains("wal-"))
        }
    }

    @Test(arguments: ["ILL", "TRAP", "SEGV", "BUS", "FPE", "ABRT"])
    func `of a trap end a recovery with 204`(name: String) async throws {
        let script = "\"$@\" & waiting $!; kill -\(name) $!; wait $!"
        try await run(script, .recovery) { outcome, _ in
            #expect(outcome.status == 204, "\(outcome)")
            #expect(
                outcome.errors
                    == "wal-archive: stopped by a defect of the program; please report it\n"
            )
        }
    }

    @Test func `of a trap spare a standby with 6`() async throws {
        // A standby asks about a gap for a second only: stopped, it cannot come to its end.
        let script = """
            "$@" &
            waiting $!
            kill -STOP $!
            kill -SEGV $!
            kill -CONT $!
            wait $!
            """
        try await run(script, .standby) { outcome, _ in
            #expect(outcome.status == 6, "\(outcome)")
        }
    }

    @Test func `let nothing be delivered once PostgreSQL's process is gone`() async throws {
        let script = """
            setsid sh -c 'echo $$ > leader; "$@" & echo $! > pid; mv pid child; wait' sh "$@" &
            until [ -e child ]; do :; done
            waiting "$(cat child)"
            kill -KILL "$(cat leader)"
            cp ../missing "$STORE"
            ended "$(cat child)"
            """
        try await run(script) { outcome, target in
            #expect(outcome.status == 0, "\(outcome)")
            #expect(!Disk.exists(target))
        }
    }

    /// pg_rewind in a terminal that is closed lives on, and takes 1 for "not in the archive".
    @Test(arguments: [("", "200"), ("123", "200"), ("1", "1")])
    func `say absent without a session only to a postmaster that is process 1`(
        postmaster: String,
        status: String
    ) async throws {
        let script = """
            [ -z "\(postmaster)" ] || echo "\(postmaster)" > postmaster.pid
            setsid sh -c 'echo $$ > leader
                sh -c "\\"\\$@\\" & echo \\$! > pid; mv pid child; wait \\$!; echo \\$? > new; mv new status" \
                    sh "$@" & wait' sh "$@" &
            until [ -e child ]; do :; done
            waiting "$(cat child)"
            kill -KILL "$(cat leader)"
            until [ -e status ]; do :; done
            [ "$(cat status)" = \(status) ]
            """
        try await run(script, .recovery) { outcome, _ in
            #expect(outcome.status == 0, "\(outcome)")
            let line =
                "wal-fetch: could not fetch \"\(Self.missing.name)\": the session in which it was"
                + " asked for has ended HINT: To go on without a terminal, start the command with"
                + " setsid.\n"
            #expect(outcome.errors == (status == "1" ? "" : line))
        }
    }

    /// A leader that was dead before, though nobody has collected it, is nobody to wait for.
    @Test func `count the parent alone where the session's leader was dead at start`() async throws
    {
        // tail collects no children, so that the dead leader stays; it ends with the worker.
        let script = """
            cp ../missing "$STORE"
            setsid sh -c '(
                while grep -q "State:.[^Z]" "/proc/$$/status"; do :; done
                "$@"
                echo $? > status
            ) &
            echo $! > new; mv new worker
            until grep -q tail "/proc/$PPID/comm"; do :; done' sh "$@" &
            until [ -e worker ]; do :; done
            exec tail -s 0.1 --pid="$(cat worker)" -f /dev/null
            """
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            let archive = try ArchiveDirectory(in: scratch)
            try scratch.write(Self.missing.bytes(), to: "missing")
            let fetch = [try Executables.found().fetch, "--archive", archive.url]
            let outcome = try await Command(
                ["/bin/sh", "-c", script, "sh"] + fetch + [Self.missing.name, Self.target],
                environment: ["STORE": archive.object(Self.missing.name)],
                directory: data.path
            ).run()
            #expect(outcome.status == 0, "\(outcome)")
            #expect(try Disk.text("\(data.path)/status") == "0\n")
            #expect(Disk.exists("\(data.path)/\(Self.target)"))
        }
    }
}
