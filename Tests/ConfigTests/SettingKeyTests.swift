import Config
import Testing

/// The names of settings in the three places where they are given.
@Suite struct SettingKeyTests {
    @Test(
        arguments: [
            (.archive, "archive", "WAL_ARCHIVE", "archive"),
            (.backups, "backups", "WAL_ARCHIVE_BACKUPS", "backups"),
            (.spool, "spool", "WAL_ARCHIVE_SPOOL", "spool"),
            (.compression, "compression", "WAL_ARCHIVE_COMPRESSION", "compression"),
            (
                .compressionLevel, "compression_level", "WAL_ARCHIVE_COMPRESSION_LEVEL",
                "compression-level"
            ),
            (.createOnce, "create_once", "WAL_ARCHIVE_CREATE_ONCE", "create-once"),
            (.checkWAL, "check_wal", "WAL_ARCHIVE_CHECK_WAL", "check-wal"),
            (.strict, "strict", "WAL_ARCHIVE_STRICT", "strict"),
            (.acceptGap, "accept_gap", "WAL_ARCHIVE_ACCEPT_GAP", "accept-gap"),
            (.timeout, "timeout", "WAL_ARCHIVE_TIMEOUT", "timeout"),
            (.standbyTimeout, "standby_timeout", "WAL_ARCHIVE_STANDBY_TIMEOUT", "standby-timeout"),
            (.pushAhead, "push_ahead", "WAL_ARCHIVE_PUSH_AHEAD", "push-ahead"),
            (.pushJobs, "push_jobs", "WAL_ARCHIVE_PUSH_JOBS", "push-jobs"),
            (.pushBudget, "push_budget", "WAL_ARCHIVE_PUSH_BUDGET", "push-budget"),
            (.fetchAhead, "fetch_ahead", "WAL_ARCHIVE_FETCH_AHEAD", "fetch-ahead"),
            (.fetchJobs, "fetch_jobs", "WAL_ARCHIVE_FETCH_JOBS", "fetch-jobs"),
            (.s3Endpoint, "s3_endpoint", "WAL_ARCHIVE_S3_ENDPOINT", "s3-endpoint"),
            (.s3Region, "s3_region", "WAL_ARCHIVE_S3_REGION", "s3-region"),
            (.s3Addressing, "s3_addressing", "WAL_ARCHIVE_S3_ADDRESSING", "s3-addressing"),
            (.s3CAFile, "s3_ca_file", "WAL_ARCHIVE_S3_CA_FILE", "s3-ca-file"),
            (.s3CADirectory, "s3_ca_directory", "WAL_ARCHIVE_S3_CA_DIRECTORY", "s3-ca-directory"),
            (.s3Profile, "s3_profile", "WAL_ARCHIVE_S3_PROFILE", "s3-profile"),
            (
                .s3StorageClass, "s3_storage_class", "WAL_ARCHIVE_S3_STORAGE_CLASS",
                "s3-storage-class"
            ),
            (
                .s3Encryption, "s3_encryption", "WAL_ARCHIVE_S3_ENCRYPTION",
                "s3-encryption"
            ),
            (
                .s3KMSKeyID, "s3_kms_key_id", "WAL_ARCHIVE_S3_KMS_KEY_ID",
                "s3-kms-key-id"
            ),
            (
                .s3CustomerKeyFile, "s3_customer_key_file", "WAL_ARCHIVE_S3_CUSTOMER_KEY_FILE",
                "s3-customer-key-file"
            ),
            (
                .s3Tags, "s3_tags", "WAL_ARCHIVE_S3_TAGS",
                "s3-tags"
            ),
            (
                .s3ObjectLock, "s3_object_lock", "WAL_ARCHIVE_S3_OBJECT_LOCK",
                "s3-object-lock"
            ),
            (
                .s3RequesterPays, "s3_requester_pays", "WAL_ARCHIVE_S3_REQUESTER_PAYS",
                "s3-requester-pays"
            ),
            (
                .s3BandwidthLimit, "s3_bandwidth_limit", "WAL_ARCHIVE_S3_BANDWIDTH_LIMIT",
                "s3-bandwidth-limit"
            ),
            (
                .gsAccessKeyID, "gs_access_key_id", "WAL_ARCHIVE_GS_ACCESS_KEY_ID",
                "gs-access-key-id"
            ),
        ] as [(SettingKey, String, String, String)]
    )
    func `has a name in a file, in the environment and as a flag`(
        key: SettingKey,
        name: String,
        variable: String,
        flag: String
    ) {
        #expect(key.description == name)
        #expect(SettingKey(rawValue: name) == key)
        #expect(key.variable == variable)
        #expect(key.flag == flag)
        #expect(SettingKey(flag: flag) == key)
    }

    @Test(arguments: ["", "Archive", "check_wal", "--archive", "config", "archive ", "arch"])
    func `has no other flag`(flag: String) {
        #expect(SettingKey(flag: flag) == nil)
    }

    @Test func `has no name twice, and a value in these tests`() {
        let keys = SettingKey.allCases
        #expect(Set(keys.map(\.flag)).count == keys.count)
        #expect(Set(keys.map(\.variable)).count == keys.count)
        #expect(otherValues.map(\.key) == keys)
    }
}
