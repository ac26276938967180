import FrontEnd
import TestSupport
import Testing

/// Command lines that are none: what is told, with which status, and nothing is written.
@Suite struct UsageTests {
    private static let name = "000000010000000000000001"
    private static let pushWords =
        "wal-push: expected the path and the name of a WAL file, as in: wal-push %p %f"
        + " HINT: Try wal-push --help."
    private static let fetchWords =
        "wal-fetch: expected the name and the path of a WAL file, as in: wal-fetch %f %p"
        + " HINT: Try wal-fetch --help."
    private static let verifyWords =
        "wal-fetch: expected names of archived files, as in: wal-fetch --verify NAME..."
        + " HINT: Try wal-fetch --help."

    /// Names that PostgreSQL never gives.
    static let wrongNames = [
        "", "x", "00000001000000000000000", "0000000100000000000000001", "../\(name)",
        "/\(name)", "\(name)/", "a/\(name)", "00000001000000000000000a", "\(name).gz",
        "\(name).partial.0123456789abcdef", "\(name).conflict.0123456789abcdef",
        "\(name) ", "\(name)\u{0}", "0000000000000000000000g1", "000000000000000000000001",
        "00000000.history", "1.history", "\(name).28.backup", "\(name).backup",
        "wal-archive.cluster",
        ".wal-archive", "\(name).sha256", "００００００01000000000000000001",
        String(repeating: "0", count: 65), String(repeating: "A", count: 100_000),
    ]

    @Test(arguments: wrongNames)
    func `refuses to archive under a name that is none`(name: String) async throws {
        try await unchanged { site in
            let result = site.push(site.wal("x"), name)
            let line =
                "wal-push: \"\(name)\" is not the name of a WAL file"
                + " HINT: Try wal-push --help."
            #expect(result == CommandResult(status: 5, errors: [line]))
        }
    }

    @Test(arguments: wrongNames)
    func `refuses to fetch a name that is none`(name: String) async throws {
        try await unchanged { site in
            let result = site.fetch(name, site.wal("RECOVERYXLOG"))
            let line =
                "wal-fetch: \"\(name)\" is not the name of a WAL file"
                + " HINT: Try wal-fetch --help."
            #expect(result == CommandResult(status: 203, errors: [line]))
        }
    }

    @Test(arguments: [[], ["x"], ["x", "y", "z"], [name, "x", "y"]])
    func `refuses another number of words`(words: [String]) async throws {
        try await unchanged { site in
            let push = site.push(words)
            #expect(push == CommandResult(status: 5, errors: [Self.pushWords]))
            let fetch = site.fetch(words)
            #expect(fetch == CommandResult(status: 203, errors: [Self.fetchWords]))
        }
    }

    @Test func `refuses an unknown flag before anything else`() async throws {
        try await unchanged { site in
            let line = "unknown flag \"--bogus\" HINT: Try wal-"
            let push = site.push("--bogus", "x")
            #expect(push == CommandResult(status: 5, errors: ["wal-push: \(line)push --help."]))
            let fetch = site.fetch("--bogus")
            #expect(
                fetch == CommandResult(status: 203, errors: ["wal-fetch: \(line)fetch --help."])
            )
        }
    }

    @Test(arguments: ["help", "version", "verify"])
    func `refuses a value for a flag that takes none`(flag: String) async throws {
        try await unchanged { site in
            let line = "wal-push: flag \"--\(flag)\" takes no value HINT: Try wal-push --help."
            #expect(site.push("--\(flag)=x") == CommandResult(status: 5, errors: [line]))
        }
    }

    @Test func `never stops a server for a usage error of --verify`() async throws {
        try await unchanged { site in
            let none = site.fetch("--verify")
            #expect(none == CommandResult(status: 5, errors: [Self.verifyWords]))
            let name = site.fetch("--verify", "x")
            #expect(name.status == 5)
            #expect(
                name.errors == [
                    "wal-fetch: \"x\" is not the name of an archived file"
                        + " HINT: Try wal-fetch --help."
                ]
            )
            #expect(site.fetch("--verify", Self.name, "--bogus").status == 5)
            #expect(site.fetch("--verify", Self.name, "--timeout").status == 5)
        }
    }

    /// Runs a body and makes sure that it left every file as it was.
    private func unchanged(_ body: (Site) throws -> Void) async throws {
        try await Site.with { site in
            let before = try site.everything()
            try body(site)
            #expect(try site.everything() == before)
        }
    }
}
