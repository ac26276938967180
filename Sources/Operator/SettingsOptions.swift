internal import ArgumentParser
internal import Config
internal import FrontEnd
internal import SystemPackage

/// `--config` and every setting as a flag, by the front-ends' rules: flags win over the
/// environment, the environment over the file.
///
/// Help shows those that a call by hand may need, and the others where it is asked for all: else a
/// subcommand's own options were lost among them.
struct SettingsOptions: ParsableArguments {
    @Option(help: "File of settings, each of which is a flag too: --help-hidden shows them.")
    var config: String?
    @Option(help: "URL of the archive: file:///path or s3://bucket/prefix.")
    var archive: String?
    @Option(help: "URL of the place of base backups.")
    var backups: String?
    @Option(help: .setting("Directory of small records."))
    var spool: String?
    @Option(help: .setting("zstd or none."))
    var compression: String?
    @Option(help: .setting("-7 to 11."))
    var compressionLevel: String?
    @Option(help: .setting("atomic or test-then-put."))
    var createOnce: String?
    @Option(help: .setting("Whether WAL is checked: on or off."))
    var checkWal: String?
    @Option(help: .setting("Only wal-fetch heeds it."))
    var strict: String?
    @Option(help: .setting("Segment that may be missing."))
    var acceptGap: String?
    @Option(help: "How long one file may keep us waiting, like 60s.")
    var timeout: String?
    @Option(help: .setting("Only wal-fetch heeds it."))
    var standbyTimeout: String?
    @Option(help: .setting("Only wal-push heeds it."))
    var pushAhead: String?
    @Option(help: .setting("Only wal-push heeds it."))
    var pushJobs: String?
    @Option(help: .setting("Only wal-push heeds it."))
    var pushBudget: String?
    @Option(help: .setting("Only wal-fetch heeds it."))
    var fetchAhead: String?
    @Option(help: .setting("Only wal-fetch heeds it."))
    var fetchJobs: String?
    @Option(help: "URL of the S3 server.")
    var s3Endpoint: String?
    @Option(help: .setting("Region of the bucket."))
    var s3Region: String?
    @Option(help: .setting("path or virtual."))
    var s3Addressing: String?
    @Option(help: .setting("File of trusted certificates."))
    var s3CaFile: String?
    @Option(help: .setting("Directory of trusted certificates."))
    var s3CaDirectory: String?
    @Option(help: .setting("Profile in AWS's shared files."))
    var s3Profile: String?
    @Option(help: .setting("Storage class of new objects."))
    var s3StorageClass: String?
    @Option(help: .setting("AES256 or aws:kms."))
    var s3Encryption: String?
    @Option(help: .setting("Key for aws:kms."))
    var s3KmsKeyId: String?
    @Option(help: .setting("File of the key that comes with each request."))
    var s3CustomerKeyFile: String?
    @Option(help: .setting("Tags of new objects: key=value&key=value."))
    var s3Tags: String?
    @Option(help: .setting("Mode and days, like 'compliance:30d'."))
    var s3ObjectLock: String?
    @Option(help: .setting("Whether whoever asks pays: on or off."))
    var s3RequesterPays: String?
    @Option(help: .setting("Bytes a second, like 20MB."))
    var s3BandwidthLimit: String?
    @Option(help: .setting("Key for Google Cloud Storage."))
    var gsAccessKeyId: String?

    /// What the flags say, each as if it had stood in the file.
    var given: [GivenSetting] {
        SettingKey.allCases.compactMap { key in
            value(of: key).map { GivenSetting(key: key, value: $0, source: .flag(key.flag)) }
        }
    }

    /// Everything that this call is given, the strongest last.
    func everything(_ invocation: Invocation) throws(CommandError) -> [GivenSetting] {
        try invocation.given(flags: given, configFile: config.map { FilePath($0) })
    }

    /// The settings of this call.
    func settings(_ call: Call) throws(CommandError) -> Settings {
        try Settings(flags: given, configFile: config.map { FilePath($0) }, call.invocation)
    }

    private func value(of key: SettingKey) -> String? {
        switch key {
        case .archive: archive
        case .backups: backups
        case .spool: spool
        case .compression: compression
        case .compressionLevel: compressionLevel
        case .createOnce: createOnce
        case .checkWAL: checkWal
        case .strict: strict
        case .acceptGap: acceptGap
        case .timeout: timeout
        case .standbyTimeout: standbyTimeout
        case .pushAhead: pushAhead
        case .pushJobs: pushJobs
        case .pushBudget: pushBudget
        case .fetchAhead: fetchAhead
        case .fetchJobs: fetchJobs
        case .s3Endpoint: s3Endpoint
        case .s3Region: s3Region
        case .s3Addressing: s3Addressing
        case .s3CAFile: s3CaFile
        case .s3CADirectory: s3CaDirectory
        case .s3Profile: s3Profile
        case .s3StorageClass: s3StorageClass
        case .s3Encryption: s3Encryption
        case .s3KMSKeyID: s3KmsKeyId
        case .s3CustomerKeyFile: s3CustomerKeyFile
        case .s3Tags: s3Tags
        case .s3ObjectLock: s3ObjectLock
        case .s3RequesterPays: s3RequesterPays
        case .s3BandwidthLimit: s3BandwidthLimit
        case .gsAccessKeyID: gsAccessKeyId
        // Everybody on the host could see it.
        case .gsSecretAccessKey: nil
        }
    }
}

extension ArgumentHelp {
    /// A setting that stands in the file, as a rule.
    fileprivate static func setting(_ abstract: String) -> Self {
        ArgumentHelp(abstract, visibility: .hidden)
    }
}
