import Config
import SystemPackage
import Testing

/// What is shown of settings: never a secret, nor one that stands where none belongs.
@Suite struct SettingReportTests {
    @Test(
        arguments: [
            (.gsSecretAccessKey, "topsecret", "<redacted>"),
            (.s3Endpoint, "https://minio.example:9000", "https://minio.example:9000"),
            (.s3Endpoint, "https://user:word@minio.example", "https://<redacted>@minio.example"),
            (.s3Endpoint, "https://user:wo/rd@minio", "https://<redacted>@minio"),
            (.archive, "s3://AKIA:se/cr@et@bucket/wal", "s3://<redacted>@bucket/wal"),
            (.archive, "s3://bucket/a@b", "s3://bucket/a@b"),
            (.archive, "file:///mnt/user:x@host", "file:///mnt/user:x@host"),
            (.spool, "/a@b", "/a@b"),
        ] as [(SettingKey, String, String)]
    )
    func `shows no secret`(key: SettingKey, value: String, shown: String) {
        let setting = GivenSetting(key: key, value: value, source: .flag("x"))
        #expect(setting.shownValue == shown)
        #expect(SettingReport.all([setting]).map(\.line) == ["\(key) = '\(shown)' (flag --x)"])
    }

    @Test func `nor does an error`() throws {
        let error = #expect(throws: ConfigError.self) {
            try Settings([
                GivenSetting(
                    key: .archive,
                    value: "s3://user:word@bucket/wal",
                    source: .variable("WAL_ARCHIVE")
                )
            ])
        }
        #expect(
            error?.description == "could not read setting \"archive\" (environment variable"
                + " WAL_ARCHIVE): \"s3://<redacted>@bucket/wal\" is not a URL like"
                + " file:///mnt/archive, s3://bucket/prefix or gs://bucket/prefix"
        )
    }

    @Test func `names the files with secrets`() {
        let given = [
            GivenSetting(key: .archive, value: "gs://b", source: .file("/etc/a.conf", line: 1)),
            GivenSetting(
                key: .gsSecretAccessKey,
                value: "s",
                source: .file("/etc/b.conf", line: 2)
            ),
            GivenSetting(key: .gsSecretAccessKey, value: "s", source: .variable("X")),
        ]
        #expect(SettingReport.secretFiles(given) == ["/etc/b.conf"])
    }
}
