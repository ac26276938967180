import SystemPackage
import Testing

@testable import FrontEnd

/// What a command line says, before anything of it is judged.
@Suite struct ArgumentsTests {
    private func parse(_ words: String...) throws -> Arguments {
        try Arguments(words.map { Argument($0) })
    }

    @Test func `takes words as they come`() throws {
        let arguments = try parse("pg_wal/x", "", "-", "y")
        #expect(arguments.words.map(\.text) == ["pg_wal/x", "", "-", "y"])
        #expect(arguments.mode == .run)
        #expect(arguments.flags.isEmpty)
        #expect(arguments.configFile == nil)
    }

    @Test func `takes flags among the words, with or without an equals sign`() throws {
        let arguments = try parse(
            "--archive",
            "file:///a",
            "x",
            "--compression-level=-7",
            "--timeout",
            "-1",
            "y",
            "--config",
            "/etc/x.conf",
            "--spool="
        )
        #expect(arguments.words.map(\.text) == ["x", "y"])
        #expect(arguments.flags.count == 4)
        #expect(arguments.configFile == "/etc/x.conf")
    }

    @Test func `takes everything behind two hyphens as words`() throws {
        let arguments = try parse("--strict", "on", "--", "--help", "-x", "--")
        #expect(arguments.words.map(\.text) == ["--help", "-x", "--"])
        #expect(arguments.mode == .run)
        #expect(arguments.flags.count == 1)
    }

    @Test(arguments: [
        ("--help", Arguments.Mode.help), ("-h", .help), ("-?", .help), ("--version", .version),
        ("-V", .version), ("--verify", .verify),
    ])
    func `knows what kind of call it is`(flag: String, mode: Arguments.Mode) throws {
        #expect(try parse(flag).mode == mode)
        #expect(try parse("x", flag, "y").mode == mode)
    }

    @Test func `helps whoever asks for help beside something else`() throws {
        #expect(try parse("--verify", "--help").mode == .help)
        #expect(try parse("--help", "--verify").mode == .help)
    }

    @Test(arguments: [
        ("--bogus", "unknown flag \"--bogus\""), ("--bogus=1", "unknown flag \"--bogus\""),
        ("-x", "unknown flag \"-x\""), ("-hV", "unknown flag \"-hV\""),
        ("--Archive", "unknown flag \"--Archive\""),
        ("--check_wal", "unknown flag \"--check_wal\""),
        ("--=1", "unknown flag \"--\""), ("--archive", "flag \"--archive\" needs a value"),
        ("--config", "flag \"--config\" needs a value"),
    ])
    func `refuses any other flag`(flag: String, reason: String) {
        #expect(throws: Arguments.UsageError(reason: reason)) { try parse("x", flag) }
    }

    @Test func `knows a flag for every setting`() throws {
        for name in [
            "archive", "backups", "spool", "compression", "compression-level", "create-once",
            "check-wal", "strict", "accept-gap", "timeout", "standby-timeout",
            "push-ahead", "push-jobs", "push-budget", "fetch-ahead", "fetch-jobs",
        ] {
            #expect(try parse("--\(name)", "value").flags.count == 1)
            #expect(try parse("--\(name)=value").flags.count == 1)
        }
    }

    @Test func `keeps a path that is no text`() {
        let bytes: [CChar] = [0x2F, -1, -2, 0]
        let argument = bytes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { Argument(bytes: $0) }
        }
        #expect(
            argument?.path.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: 4)) }
                == bytes
        )
    }
}
