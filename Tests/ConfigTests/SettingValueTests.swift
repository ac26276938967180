import Config
import Testing

/// How texts become values.
@Suite struct SettingValueTests {
    /// Settings with one value beside the archive.
    private func settings(_ key: SettingKey, _ value: String) throws -> Settings {
        let source = SettingSource.flag(key.flag)
        return try Settings([
            GivenSetting(key: .archive, value: "file:///a", source: .flag("archive")),
            GivenSetting(key: key, value: value, source: source),
        ])
    }

    @Test(arguments: ["on", "ON", "true", "tru", "tr", "t", "T", "yes", "ye", "y", "1"])
    func `takes PostgreSQL's words for on`(text: String) throws {
        #expect(try settings(.strict, text).strict)
        #expect(try settings(.checkWAL, text).checkWAL)
    }

    @Test(arguments: ["off", "Off", "of", "false", "fals", "fal", "fa", "f", "no", "N", "0"])
    func `takes PostgreSQL's words for off`(text: String) throws {
        #expect(try !settings(.strict, text).strict)
        #expect(try !settings(.checkWAL, text).checkWAL)
    }

    @Test(arguments: [
        "", "o", "o n", "onn", "2", "-1", "00", "truee", "yess", "nein", "on ", " on",
    ])
    func `takes no other word for a boolean`(text: String) {
        #expect(throws: ConfigError.self) { try settings(.strict, text) }
    }

    @Test(arguments: [("-7", -7), ("-1", -1), ("0", 0), ("1", 1), ("+3", 3), ("011", 11)])
    func `takes a level from -7 to 11`(text: String, level: Int) throws {
        #expect(try settings(.compressionLevel, text).compressionLevel == level)
    }

    @Test(arguments: [
        "", "-8", "12", "1.0", "one", " 1", "1 ", "0x1", "1e1", "99999999999999999999", "--1",
    ])
    func `takes no other level`(text: String) {
        #expect(throws: ConfigError.self) { try settings(.compressionLevel, text) }
    }

    @Test(
        arguments: [
            ("1", .seconds(1)), ("1s", .seconds(1)), ("1 s", .seconds(1)), ("060", .seconds(60)),
            ("1ms", .milliseconds(1)), ("1500  ms", .milliseconds(1500)), ("2min", .seconds(120)),
            ("3h", .seconds(10_800)), ("1d", .seconds(86_400)), ("24h", .seconds(86_400)),
            ("1440min", .seconds(86_400)), ("86400", .seconds(86_400)),
            ("86400000ms", .seconds(86_400)),
        ] as [(String, Duration)]
    )
    func `takes a time in PostgreSQL's units`(text: String, duration: Duration) throws {
        #expect(try settings(.timeout, text).timeout == duration)
        #expect(try settings(.standbyTimeout, text).standbyTimeout == duration)
    }

    @Test(arguments: [
        "", "0", "0ms", "0d", "-1", "+1", "1.5", "1.5s", "s", "ms", "1S", "1MS", "1m", "1us",
        "1 min x", "1\tms", " 1", "1 s ", "25h", "2d", "86401", "1441min", "86400001ms",
        "999999999", "99999999999999999999", "99999999d", "１", "1\0",
    ])
    func `takes no other time`(text: String) {
        #expect(throws: ConfigError.self) { try settings(.timeout, text) }
        #expect(throws: ConfigError.self) { try settings(.standbyTimeout, text) }
    }
}
