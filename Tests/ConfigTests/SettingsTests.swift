import Config
import Files
import SystemPackage
import Testing
import WAL

/// Settings, their defaults and what is said of values that are none.
@Suite struct SettingsTests {
    @Test func `has defaults for all but the archive`() throws {
        let settings = try settings("archive = 'file:///mnt/archive'")
        #expect(settings.archive == .directory("/mnt/archive"))
        #expect(settings.backups == nil)
        #expect(settings.spool == nil)
        #expect(settings.compression == .zstd)
        #expect(settings.compressionLevel == 1)
        #expect(settings.createOnce == .atomic)
        #expect(settings.checkWAL)
        #expect(!settings.strict)
        #expect(settings.acceptGap == nil)
        #expect(settings.timeout == nil)
        #expect(settings.standbyTimeout == .seconds(10))
    }

    @Test func `needs an archive`() {
        expect(
            .archiveNotSet,
            "could not read the settings: setting \"archive\" is not set HINT: Set it in"
                + " /etc/wal-archive/wal-archive.conf, as environment variable WAL_ARCHIVE or as"
                + " flag --archive, for example to file:///mnt/archive."
        ) { _ = try settings("strict = on") }
    }

    @Test(arguments: otherValues.indices)
    func `sets one thing and leaves the others`(index: Int) throws {
        let (key, value, change) = otherValues[index]
        var expected = try settings("archive = 'file:///mnt/archive'")
        change(&expected)
        #expect(try settings("archive = 'file:///mnt/archive'\n\(key) = '\(value)'") == expected)
    }

    @Test func `takes the last of several values and looks at no other`() throws {
        let text = "archive = 'file:///a'\ntimeout = nonsense\ntimeout = 5\narchive = 'file:///b'"
        #expect(try settings(text).archive == .directory("/b"))
        #expect(try settings(text).timeout == .seconds(5))
    }

    @Test func `takes choices in either case`() throws {
        let settings = try settings(
            "archive = 'file:///a'\ncompression = ZSTD\ncreate_once = 'Test-Then-Put'"
        )
        #expect(settings.compression == .zstd && settings.createOnce == .testThenPut)
    }

    @Test(
        arguments: [
            (
                .archive, "/mnt",
                "a URL like file:///mnt/archive, s3://bucket/prefix or gs://bucket/prefix"
            ),
            (
                .backups, "s3://",
                "a URL like file:///mnt/archive, s3://bucket/prefix or gs://bucket/prefix"
            ),
            (.spool, "spool", "an absolute path"), (.spool, "/", "an absolute path"),
            (.compression, "gzip", "zstd or none"), (.compression, "", "zstd or none"),
            (.compressionLevel, "12", "a whole number from -7 to 11"),
            (.createOnce, "yes", "atomic or test-then-put"),
            (.checkWAL, "maybe", "a boolean (on or off)"), (.strict, "", "a boolean (on or off)"),
            (.acceptGap, "00000001000000000000000a", "the name of a WAL segment"),
            (.acceptGap, "000000010000000000000001.partial", "the name of a WAL segment"),
            (.timeout, "0", "a time from 1ms to 1d (seconds without a unit)"),
            (.standbyTimeout, "1 week", "a time from 1ms to 1d (seconds without a unit)"),
        ] as [(SettingKey, String, String)]
    )
    func `says where a bad value stands and what it should be`(
        key: SettingKey,
        value: String,
        expected: String
    ) {
        let source = SettingSource.file(settingsPath, line: 2)
        expect(
            .badValue(GivenSetting(key: key, value: value, source: source), expected: expected),
            "could not read setting \"\(key)\" (file \"/etc/test.conf\", line 2):"
                + " \"\(value)\" is not \(expected)"
        ) {
            // A bad archive in the second line replaces the good one of the first.
            _ = try settings("archive = 'file:///a'\n\(key) = '\(value)'")
        }
    }

    @Test(arguments: [
        ("file:///a", "file:///a"), ("file:///a", "file:///a/b"), ("file:///a/b", "file:///a"),
        ("s3://buc/a", "s3://buc"), ("s3://buc/a", "s3://buc/a/b"), ("file:///a", "file:///b/../a"),
    ])
    func `keeps backups and the archive apart`(archive: String, backups: String) {
        expect(
            .backupsWithinArchive(.file(settingsPath, line: 2)),
            "could not read setting \"backups\" (file \"/etc/test.conf\", line 2): backups and"
                + " archive must be separate folders, neither within the other"
        ) { _ = try settings("archive = '\(archive)'\nbackups = '\(backups)'") }
    }

    @Test func `allows backups beside the archive`() throws {
        let settings = try settings("archive = 's3://buc/wal'\nbackups = 's3://buc/wal-backups'")
        #expect(settings.backups == .s3(bucket: "buc", prefix: "wal-backups"))
    }

    @Test(arguments: ["/..", "/a/..", "/a/../.."])
    func `keeps no spool in the root directory`(path: String) {
        #expect(throws: ConfigError.self) {
            try settings("archive = 'file:///a'\nspool = '\(path)'")
        }
    }
}
