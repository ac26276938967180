import Config
import Files
import HTTP
import S3
import SystemPackage
import Testing
import WAL

/// The file that these tests say settings stand in.
let settingsPath: FilePath = "/etc/test.conf"

/// Reads settings from a file's text.
func given(_ text: String) throws(ConfigError) -> [GivenSetting] {
    try SettingsFile.parse(text, path: settingsPath)
}

/// Makes settings from a file's text.
func settings(_ text: String) throws(ConfigError) -> Settings {
    try Settings(given(text))
}

/// Expects an error and its words.
func expect(
    _ error: ConfigError,
    _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    from body: () throws -> Void
) {
    #expect(throws: error, sourceLocation: sourceLocation, performing: body)
    #expect(error.description == text, sourceLocation: sourceLocation)
}

/// A value other than the default for each setting.
let otherValues: [(key: SettingKey, value: String, change: @Sendable (inout Settings) -> Void)] = [
    (.archive, "s3://other/place", { $0.archive = .s3(bucket: "other", prefix: "place") }),
    (.backups, "file:///backups", { $0.backups = .directory("/backups") }),
    (.spool, "/var/spool/here", { $0.spool = "/var/spool/here" }),
    (.compression, "none", { $0.compression = .none }),
    (.compressionLevel, "11", { $0.compressionLevel = 11 }),
    (.createOnce, "test-then-put", { $0.createOnce = .testThenPut }),
    (.checkWAL, "off", { $0.checkWAL = false }),
    (.strict, "on", { $0.strict = true }),
    (
        .acceptGap, "000000010000000000000005",
        { $0.acceptGap = .init("000000010000000000000005") }
    ),
    (.timeout, "90", { $0.timeout = .seconds(90) }),
    (.standbyTimeout, "1500ms", { $0.standbyTimeout = .milliseconds(1500) }),
    (.pushAhead, "7", { $0.pushAhead = 7 }),
    (.pushJobs, "3", { $0.pushJobs = 3 }),
    (.pushBudget, "900ms", { $0.pushBudget = .milliseconds(900) }),
    (.fetchAhead, "9", { $0.fetchAhead = 9 }),
    (.fetchJobs, "2", { $0.fetchJobs = 2 }),
    (.s3Endpoint, "http://minio:9000", { $0.s3.endpoint = S3Endpoint("http://minio:9000") }),
    (.s3Region, "eu-central-1", { $0.s3.region = "eu-central-1" }),
    (.s3Addressing, "virtual", { $0.s3.addressing = .virtual }),
    (.s3CAFile, "/etc/ca.crt", { $0.s3.trust = .file("/etc/ca.crt") }),
    (.s3CADirectory, "/etc/certificates", { $0.s3.trust = .directory("/etc/certificates") }),
    (.s3Profile, "archive", { $0.s3.profile = "archive" }),
    (.s3StorageClass, "STANDARD_IA", { $0.s3.objects.storageClass = "STANDARD_IA" }),
    (
        .s3Encryption, "AES256",
        { $0.s3.objects.encryption = .server(algorithm: "AES256", keyID: nil) }
    ),
    (
        .s3KMSKeyID, "alias/wal",
        { $0.s3.objects.encryption = .server(algorithm: "aws:kms", keyID: "alias/wal") }
    ),
    (.s3CustomerKeyFile, "/etc/wal.key", { $0.s3.customerKeyFile = "/etc/wal.key" }),
    (.s3Tags, "team=db", { $0.s3.objects.tags = "team=db" }),
    (
        .s3ObjectLock, "compliance:30d",
        { $0.s3.objects.lock = .init(mode: .compliance, days: 30) }
    ),
    (.s3RequesterPays, "on", { $0.s3.objects.requesterPays = true }),
    (.s3BandwidthLimit, "20MB", { $0.s3.bandwidthLimit = 20 << 20 }),
    (.gsAccessKeyID, "GOOG1", { $0.s3.googleKeyID = "GOOG1" }),
    (.gsSecretAccessKey, "hidden", { $0.s3.googleSecret = "hidden" }),
]
