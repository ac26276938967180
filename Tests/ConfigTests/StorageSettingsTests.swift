import Config
import S3
import SystemPackage
import Testing

/// Settings of what the store does with objects.
@Suite struct StorageSettingsTests {
    private func settings(
        _ given: (SettingKey, String)...,
        archive: String = "s3://bucket/wal"
    ) throws(ConfigError) -> Settings {
        try Settings(
            ([(.archive, archive)] + given).map { key, value in
                GivenSetting(key: key, value: value, source: .variable(key.variable))
            }
        )
    }

    private func failure(
        _ given: (SettingKey, String)...,
        archive: String = "s3://bucket/wal"
    ) -> String? {
        do throws(ConfigError) {
            _ = try Settings(
                ([(.archive, archive)] + given).map { key, value in
                    GivenSetting(key: key, value: value, source: .variable(key.variable))
                }
            )
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `are taken together`() throws {
        let s3 = try settings(
            (.s3StorageClass, "STANDARD_IA"),
            (.s3Encryption, "AWS:KMS"),
            (.s3KMSKeyID, "alias/wal"),
            (.s3Tags, "team=db&x=%20"),
            (.s3ObjectLock, "Governance:30d"),
            (.s3RequesterPays, "on"),
            (.s3BandwidthLimit, "20 MB")
        ).s3
        #expect(s3.objects.storageClass == "STANDARD_IA")
        #expect(s3.objects.encryption == .server(algorithm: "aws:kms", keyID: "alias/wal"))
        #expect(s3.objects.tags == "team=db&x=%20")
        #expect(s3.objects.lock == .init(mode: .governance, days: 30))
        #expect(s3.objects.requesterPays)
        #expect(s3.bandwidthLimit == 20 << 20)
    }

    @Test func `of Google Cloud Storage`() throws {
        let settings = try settings(
            (.gsAccessKeyID, "GOOG1"),
            (.gsSecretAccessKey, "secret"),
            archive: "gs://bucket/wal/"
        )
        #expect(settings.archive == .googleCloud(bucket: "bucket", prefix: "wal"))
        #expect(settings.archive.description == "gs://bucket/wal")
        #expect(settings.s3.googleKeyID == "GOOG1")
        #expect(settings.s3.googleSecret == "secret")
    }

    @Test func `are refused where they make no sense together`() {
        let could = "could not use setting"
        #expect(
            failure((.s3KMSKeyID, "k"), (.s3Encryption, "AES256")) == "\(could) \"s3_kms_key_id\""
                + " (environment variable WAL_ARCHIVE_S3_KMS_KEY_ID): s3_encryption is AES256, not"
                + " aws:kms"
        )
        #expect(
            failure((.s3CustomerKeyFile, "/k"), (.s3Encryption, "AES256"))
                == "\(could) \"s3_customer_key_file\" (environment variable"
                + " WAL_ARCHIVE_S3_CUSTOMER_KEY_FILE): s3_encryption is set too"
        )
        #expect(
            failure((.s3Tags, "a=b"), archive: "gs://bucket") == "\(could) \"s3_tags\""
                + " (environment variable WAL_ARCHIVE_S3_TAGS): the archive is in Google Cloud"
                + " Storage"
        )
    }

    @Test(
        arguments: [
            (SettingKey.s3StorageClass, "A B", "a storage class"),
            (.s3Encryption, "rot13", "AES256, aws:kms or aws:kms:dsse"),
            (.s3Tags, "a", "a list like team=db&purpose=wal, escaped as in a URL"),
            (.s3Tags, "a=b c", "a list like team=db&purpose=wal, escaped as in a URL"),
            (
                .s3ObjectLock, "compliance",
                "governance or compliance with a number of days, like compliance:30d"
            ),
            (
                .s3ObjectLock, "compliance:0d",
                "governance or compliance with a number of days, like compliance:30d"
            ),
            (.s3RequesterPays, "maybe", "a boolean (on or off)"),
            (.s3BandwidthLimit, "1000kB", "a number of bytes a second from 2MB on"),
            (.s3BandwidthLimit, "99999999999GB", "a number of bytes a second from 2MB on"),
        ]
    )
    func `are refused by their values`(key: SettingKey, value: String, expected: String) {
        #expect(
            failure((key, value)) == "could not read setting \"\(key)\" (environment variable"
                + " \(key.variable)): \"\(value)\" is not \(expected)"
        )
    }

    @Test func `never show a secret`() {
        #expect(
            failure((.gsSecretAccessKey, "my secret"), archive: "gs://bucket")
                == "could not read setting \"gs_secret_access_key\" (environment variable"
                + " WAL_ARCHIVE_GS_SECRET_ACCESS_KEY): \"<redacted>\" is not a secret access key"
        )
        let given = GivenSetting(key: .gsSecretAccessKey, value: "s", source: .flag("x"))
        #expect(
            SettingReport.all([given]).map(\.line)
                == ["gs_secret_access_key = '<redacted>' (flag --x)"]
        )
        #expect(SettingKey(flag: "gs-secret-access-key") == nil)
    }
}
