import Config
import Files
import SystemPackage
import Testing

/// The errors that other suites do not meet, and those that name flags and variables.
@Suite struct ConfigErrorTests {
    @Test(
        arguments: [
            (
                .unreadableFile(FileError(.open, "/etc/x.conf", .permissionDenied)),
                "could not read the settings: could not open \"/etc/x.conf\": Permission denied"
            ),
            (
                .badValue(
                    GivenSetting(key: .strict, value: "x", source: .flag("strict")),
                    expected: "a boolean (on or off)"
                ),
                "could not read setting \"strict\" (flag --strict):"
                    + " \"x\" is not a boolean (on or off)"
            ),
            (
                .badValue(
                    GivenSetting(key: .archive, value: "", source: .variable("WAL_ARCHIVE")),
                    expected: "a URL"
                ),
                "could not read setting \"archive\" (environment variable WAL_ARCHIVE):"
                    + " \"\" is not a URL"
            ),
            (
                .backupsWithinArchive(.flag("backups")),
                "could not read setting \"backups\" (flag --backups): backups and archive must be"
                    + " separate folders, neither within the other"
            ),
            (
                .unsupported(
                    GivenSetting(key: .archive, value: "s3://bucket", source: .flag("archive")),
                    reason: "this version cannot use S3"
                ),
                "could not use setting \"archive\" (flag --archive): this version cannot use S3"
            ),
        ] as [(ConfigError, String)]
    )
    func `says what is wrong, and where it stands`(error: ConfigError, text: String) {
        #expect(error.description == text)
    }
}
