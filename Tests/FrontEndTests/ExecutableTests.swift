import Glibc
import TestSupport
import Testing

/// The commands as PostgreSQL starts them.
@Suite struct ExecutableTests {
    private static let fixture = WALFixture()
    private static let name = fixture.name

    private func with(
        _ body: (ArchiveDirectory, DataDirectoryFixture, ScratchDirectory) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let data = try DataDirectoryFixture(in: scratch)
            try await body(ArchiveDirectory(in: scratch), data, scratch)
        }
    }

    @Test func `archive and bring back a segment by a relative path`() async throws {
        try await with { archive, data, _ in
            let path = try data.write(Self.fixture.bytes(), as: Self.name)
            let push = try await archive.push(path, as: Self.name, in: data.path)
            #expect(push.status == 0, "\(push)")
            #expect(push.output + push.errors == "")
            let target = "pg_wal/RECOVERYXLOG"
            let fetch = try await archive.fetch(Self.name, to: target, in: data.path)
            #expect(fetch.status == 0, "\(fetch)")
            #expect(fetch.output + fetch.errors == "")
            let delivered = "\(data.path)/\(target)"
            #expect(try Disk.read(delivered) == Self.fixture.bytes())
            #expect(try Disk.mode(of: delivered) == 0o600)
            let again = try await archive.fetch(Self.name, to: target, in: data.path)
            #expect(again.status == 200, "\(again)")
        }
    }

    /// A combining mark makes one character with the sign before it.
    @Test func `take a setting that begins with a combining mark`() async throws {
        try await with { _, data, _ in
            for (flags, environment) in [
                ([], ["WAL_ARCHIVE": "\u{301}x"]), (["--archive=\u{301}x"], [:]),
            ] {
                let outcome = try await Command(
                    [try Executables.found().push] + flags + ["x", Self.name],
                    environment: environment,
                    directory: data.path
                ).run()
                #expect(outcome.status == 5)
                #expect(outcome.errors.contains("\"\u{301}x\" is not a URL"), "\(outcome)")
            }
        }
    }

    @Test func `print their lines and exit with their statuses`() async throws {
        try await with { archive, data, _ in
            let push = try await archive.push("x", as: "y", in: data.path)
            #expect(push.status == 5)
            #expect(
                push.errors == "wal-push: \"y\" is not the name of a WAL file"
                    + " HINT: Try wal-push --help.\n"
            )
            let fetch = try await archive.fetch("y", to: "x", in: data.path)
            #expect(fetch.status == 203)
            try data.signal(.standby)
            #expect(try await archive.fetch("y", to: "x", in: data.path).status == 5)
            let verify = try await archive.verify([Self.name])
            #expect(verify.status == 2)
            #expect(verify.output.hasPrefix("\(Self.name): cannot tell: "))
            #expect(verify.errors == "")
        }
    }

    @Test func `tell that they may not read the archive`() async throws {
        try await with { archive, data, _ in
            try data.write(Self.fixture.bytes(), as: Self.name)
            #expect(chmod(archive.path, 0) == 0)
            let hint =
                "could not open \"\(archive.path)\": Permission denied HINT: The operating"
                + " system's user that runs PostgreSQL needs access.\n"
            let push = try await archive.push("pg_wal/\(Self.name)", as: Self.name, in: data.path)
            #expect(push.status == 2)
            #expect(push.errors == "wal-push: could not archive \"\(Self.name)\": \(hint)")
            let fetch = try await archive.fetch(Self.name, to: "pg_wal/x", in: data.path)
            #expect(fetch.status == 200)
            #expect(fetch.errors == "wal-fetch: could not fetch \"\(Self.name)\": \(hint)")
            #expect(chmod(archive.path, 0o700) == 0)
        }
    }

    @Test func `tell that they may not read one object, and never that it is absent`() async throws
    {
        try await with { archive, data, _ in
            let path = try data.write(Self.fixture.bytes(), as: Self.name)
            #expect(try await archive.push(path, as: Self.name, in: data.path).status == 0)
            #expect(chmod(archive.object(Self.name), 0) == 0)
            let fetch = try await archive.fetch(Self.name, to: "pg_wal/x", in: data.path)
            #expect(fetch.status == 200)
            #expect(fetch.errors.contains("\(Self.name)\": Permission denied HINT: The operating"))
        }
    }

    @Test func `need nobody who listens`() async throws {
        try await with { archive, data, scratch in
            try data.write(Self.fixture.bytes(), as: Self.name)
            let call = [try Executables.found().push, "--archive", archive.url]
            for (words, status) in [(["pg_wal/\(Self.name)", Self.name], 0), (["x", "y"], 5)] {
                let closed = #"status=$1; shift; "$@" <&- >&- 2>&-; test $? = "$status""#
                try await Command(
                    ["/bin/sh", "-c", closed, "sh", "\(status)"] + call + words,
                    directory: data.path
                ).succeed()
            }
            #expect(try await archive.verify([Self.name]).status == 0)
        }
    }

    @Test func `need no home and no account`() async throws {
        try await with { archive, data, _ in
            try data.write(Self.fixture.bytes(), as: Self.name)
            let push = try Executables.found().push
            let outcome = try await Command(
                ["/usr/bin/env", "-i", push, "--archive", archive.url, "pg_wal/\(Self.name)"]
                    + [Self.name],
                directory: data.path
            ).run()
            #expect(outcome.status == 0, "\(outcome)")
        }
    }
}
