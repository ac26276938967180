import FrontEnd
import TestSupport
import Testing

/// A usage error's status follows the server that made it: a standby is spared.
@Suite struct FetchUsageStatusTests {
    private static let name = "000000010000000000000001"
    /// Ways to say nothing useful; `PATH` stands for the file that is to be written.
    static let wrong = [
        [], [name], ["bogus", "PATH"], [name, "PATH", "x"], ["--bogus", name, "PATH"],
        ["--timeout", "soon", name, "PATH"], ["--archive", "ftp://x", name, "PATH"],
    ]

    private func fetch(_ site: Site, _ words: [String]) -> CommandResult {
        site.fetch(words.map { $0 == "PATH" ? site.wal("RECOVERYXLOG") : $0 })
    }

    @Test(arguments: wrong)
    func `is 203 where a recovery must stop`(words: [String]) async throws {
        try await Site.with { site in
            #expect(fetch(site, words).status == 203)
            try site.data.signal(.recovery)
            #expect(fetch(site, words).status == 203)
        }
    }

    @Test(arguments: wrong)
    func `is 5 where a standby would be stopped`(words: [String]) async throws {
        try await Site.with { site in
            try site.data.signal(.standby)
            #expect(fetch(site, words).status == 5)
            try site.data.signal(.recovery)
            #expect(fetch(site, words).status == 5)
        }
    }

    /// An absolute path tells the data directory, wherever the call is made.
    @Test(arguments: wrong.filter { $0.last == "PATH" && $0.first != "--bogus" })
    func `is 5 for a standby that is named by an absolute path alone`(
        words: [String]
    ) async throws {
        try await Site.with { site in
            var site = site
            site.workingDirectory = "/"
            try site.data.signal(.standby)
            #expect(fetch(site, words).status == 5)
        }
    }

    /// What is wrong with one setting must not make another one unread.
    @Test(arguments: wrong + [["--strict", "--timeout=x", name, "PATH"]])
    func `is 203 for a standby that is strict by the environment or a file`(words: [String])
        async throws
    {
        try await Site.with { site in
            try site.data.signal(.standby)
            var strict = site
            strict.environment = ["WAL_ARCHIVE_STRICT": "on", "WAL_ARCHIVE_BOGUS": "1"]
            #expect(fetch(strict, words).status == 203)
            let file = try site.scratch.write(
                Array("bogus = 1\nstrict = on\n= x\n".utf8),
                to: "strict.conf"
            )
            strict.environment = ["WAL_ARCHIVE_CONFIG": file]
            #expect(fetch(strict, words).status == 203)
            strict.environment["WAL_ARCHIVE_STRICT"] = "off"
            #expect(fetch(strict, words).status == 5)
        }
    }

    @Test func `is 203 for a strict standby`() async throws {
        try await Site.with { site in
            try site.data.signal(.standby)
            for words in [
                ["--strict", "on", "bogus", "PATH"], ["--strict=on", Self.name],
                ["--timeout", "soon", "--strict", "on", Self.name, "PATH"],
                ["--bogus", "--strict=on", Self.name, "PATH"],
            ] {
                #expect(fetch(site, words).status == 203)
            }
        }
    }
}
