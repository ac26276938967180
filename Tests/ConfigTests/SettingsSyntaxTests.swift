import Config
import TestSupport
import Testing

/// The syntax of postgresql.conf, line by line.
@Suite struct SettingsSyntaxTests {
    @Test(arguments: [
        ("spool = '/a'", "/a"), ("spool='/a'", "/a"), ("spool '/a'", "/a"), ("spool'/a'", "/a"),
        ("spool = /a", "/a"), ("spool /a", "/a"), ("spool=/a", "/a"), ("spool=/a#c", "/a"),
        ("\t spool\t=\t'/a'\t", "/a"), ("SPOOL = '/a'", "/a"), ("Spool = '/a' # comment", "/a"),
        ("spool = '/a'# comment", "/a"), ("spool = '/a b'", "/a b"), ("spool = ''", ""),
        ("spool = '/a # b'", "/a # b"), ("spool = 'it''s'", "it's"), ("spool = ''''", "'"),
        ("spool = ''''''", "''"), ("spool = 'a=b'", "a=b"), ("spool = a=b", "a=b"),
        ("spool = \"/a\"", "\"/a\""), ("spool = '\\n'", "\\n"), ("spool = 'ä🙂'", "ä🙂"),
        ("spool = -7", "-7"), ("spool = 'a\tb'", "a\tb"), ("spool = 'a\0b'", "a\0b"),
    ])
    func `takes a value`(line: String, value: String) throws {
        let source = SettingSource.file(settingsPath, line: 1)
        #expect(try given(line) == [GivenSetting(key: .spool, value: value, source: source)])
    }

    @Test(arguments: ["", " ", "\t", "#", "# spool = 'x'", "  # x", "#spool = ''''x"])
    func `takes nothing from blank lines and comments`(line: String) throws {
        #expect(try given(line) == [])
    }

    @Test(arguments: [
        ("spool", ""), ("spool =", ""), ("spool = # /a", "# /a"), ("spool = '/a", "'/a"),
        ("spool = '/a''", "'/a''"), ("spool = '/a' x", "x"), ("spool = /a b", "b"),
        ("spool = /a'b'", "'b'"), ("spool = 'a'b", "b"), ("= /a", "= /a"),
        ("'spool' = /a", "'spool' = /a"),
        ("-spool = x", "-spool = x"), ("spool == '/a'", "'/a'"), ("spool-x = 1 2", "= 1 2"),
        ("check-wal = off", "= off"), ("spool.x = 1", "= 1"),
        ("include 'other.conf' x", "x"), ("\0", "\0"), (";", ";"), ("\u{FEFF}", "\u{FEFF}"),
    ])
    func `tells the line of an error and the text near it`(line: String, near: String) {
        expect(
            .syntax(.file(settingsPath, line: 3), near: near),
            "could not read the settings: syntax error in file \"/etc/test.conf\", line 3,"
                + " near \"\(near)\" HINT: Write key = 'value', one on a line."
        ) { _ = try given("# one\nstrict = on\n\(line)\n") }
    }

    @Test(arguments: ["archives", "Archive_", "include", "WAL_ARCHIVE", "größe", "1", "config"])
    func `knows no other setting`(name: String) {
        expect(
            .unknownSetting(name, .file(settingsPath, line: 2)),
            "could not read the settings: unrecognized setting \"\(name)\""
                + " (file \"/etc/test.conf\", line 2)"
        ) { _ = try given("\n\(name) = 'x'") }
    }

    @Test(arguments: otherValues.indices)
    func `reads every value that it would be written as`(index: Int) throws {
        let (key, value, _) = otherValues[index]
        for line in ["\(key) = '\(value)'", "\(key) \(value)", "\(key)=\(value)#"] {
            #expect(try given(line).map(\.value) == [value])
            #expect(try given(line).map(\.key) == [key])
        }
    }

    @Test(arguments: ["\u{301}a", "a\u{301}", "/a'\u{301}", "#\u{301}", " \u{301}"])
    func `reads combining marks, which make one character of themselves and a quote`(
        value: String
    ) throws {
        let quoted = value.unicodeScalars.map { $0 == "'" ? "''" : String($0) }.joined()
        let read = try? given("spool = '\(quoted)' # \u{301}").map(\.value)
        #expect(read == [value])
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `reads any text that is quoted`(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let pieces = ["'", "''", "#", " ", "\\", "=", "a", "é", "\0", "\t", "🙂"]
        for _ in 0..<100 {
            let value = (0..<Int.random(in: 0...10, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let quoted = value.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "''")
            let read = try? given("spool = '\(quoted)' # x").map(\.value)
            #expect(read == [value], "\(value.debugDescription)")
        }
    }
}
