package import Files
package import S3
package import SystemPackage
package import WAL

/// The settings of one call, read once and passed down.
package struct Settings: Equatable, Sendable {
    /// How a file's bytes are stored.
    package enum Compression: String, CaseIterable, Sendable {
        case zstd, none
    }

    /// Levels whose memory stays within what a call may use.
    package static let compressionLevels = -7...11

    /// Threads whose memory stays within what a call may use.
    package static let jobs = 1...64
    /// Files ahead: more would not be called for while a record of them counts.
    package static let counts = 0...10_000

    /// Where WAL goes.
    package var archive: ArchiveLocation
    /// Where base backups go; separate from the archive.
    package var backups: ArchiveLocation?
    /// Where small records are kept; nil: see `SpoolDirectory`.
    package var spool: FilePath?
    /// The form of new objects.
    package var compression: Compression = .zstd
    /// zstd's level.
    package var compressionLevel = 1
    /// How an object gets a name that nothing may have.
    package var createOnce: CreateOnce = .atomic
    /// Whether WAL is checked against its name and cluster.
    package var checkWAL = true
    /// Whether wal-fetch stops a standby too when it cannot tell.
    package var strict = false
    /// A segment that may be missing though later ones are there.
    package var acceptGap: SegmentName?
    /// Nil: each command's own default.
    package var timeout: Duration?
    /// For one call of wal-fetch on a standby.
    package var standbyTimeout: Duration = .seconds(10)
    /// How an archive in S3 is reached, as far as the settings say it.
    package var s3 = S3Access.Choices()
    /// How many files a push stores beside the one that it was asked for, at most.
    package var pushAhead = 128
    /// How many at once; nil: as many as suit the archive.
    package var pushJobs: Int?
    /// For how long it begins them.
    package var pushBudget: Duration = .seconds(5)
    /// How many segments are fetched ahead, at most, as far as there is room for them.
    package var fetchAhead = 64
    /// How many at once; nil: as many as suit the archive.
    package var fetchJobs: Int?

    /// Where a setting was given; nil where it was not.
    package func source(of key: SettingKey) -> SettingSource? { origins.last[key]?.source }

    /// Whether wal-fetch is to stop a standby too, as far as settings that are wrong elsewhere say.
    package static func isStrict(_ sources: SettingsSources) -> Bool {
        sources.readable(.strict).compactMap { SettingValue.boolean($0) }.first ?? false
    }

    private let origins: SettingOrigins

    /// Makes settings from what was given; the last of several givings of one setting counts.
    package init(_ given: [GivenSetting]) throws(ConfigError) {
        let last = LastGiven(given)
        origins = SettingOrigins(last: last)
        guard let archive = last[.archive] else { throw .archiveNotSet }
        self.archive = try Self.location(archive)
        for key in SettingKey.allCases {
            if let setting = last[key] { try apply(setting) }
        }
        try StorageSettings(last, archive: self.archive).apply(to: &s3)
        if let backups, backups.overlaps(self.archive), let setting = last[.backups] {
            throw .backupsWithinArchive(setting.source)
        }
    }

    private mutating func apply(_ setting: GivenSetting) throws(ConfigError) {
        switch setting.key {
        case .archive: break
        case .backups: backups = try Self.location(setting)
        case .spool: spool = try Self.directory(setting)
        case .compression: compression = try Self.choice(setting)
        case .compressionLevel:
            compressionLevel = try Self.value(
                setting,
                "a whole number from -7 to 11",
                SettingValue.integer(setting.value, in: Self.compressionLevels)
            )
        case .createOnce: createOnce = try Self.choice(setting)
        case .checkWAL: checkWAL = try Self.boolean(setting)
        case .strict: strict = try Self.boolean(setting)
        case .acceptGap:
            acceptGap = try Self.value(
                setting,
                "the name of a WAL segment",
                SegmentName(setting.value)
            )
        case .timeout: timeout = try Self.duration(setting)
        case .standbyTimeout: standbyTimeout = try Self.duration(setting)
        case .pushAhead: pushAhead = try Self.count(setting, Self.counts)
        case .pushJobs: pushJobs = try Self.count(setting, Self.jobs)
        case .pushBudget: pushBudget = try Self.duration(setting)
        case .fetchAhead: fetchAhead = try Self.count(setting, Self.counts)
        case .fetchJobs: fetchJobs = try Self.count(setting, Self.jobs)
        case .s3Endpoint, .s3Region, .s3Addressing, .s3CAFile, .s3CADirectory, .s3Profile:
            try applyToS3(setting)
        case .s3StorageClass, .s3Encryption, .s3KMSKeyID, .s3CustomerKeyFile, .s3Tags,
            .s3ObjectLock, .s3RequesterPays, .s3BandwidthLimit,
            .gsAccessKeyID, .gsSecretAccessKey:
            break
        }
    }

    static func value<Value>(
        _ setting: GivenSetting,
        _ expected: String,
        _ value: Value?
    ) throws(ConfigError) -> Value {
        guard let value else { throw .badValue(setting, expected: expected) }
        return value
    }

    private static func count(
        _ setting: GivenSetting,
        _ range: ClosedRange<Int>
    ) throws(ConfigError) -> Int {
        try value(
            setting,
            "a whole number from \(range.lowerBound) to \(range.upperBound)",
            SettingValue.integer(setting.value, in: range)
        )
    }

    private static func location(_ setting: GivenSetting) throws(ConfigError) -> ArchiveLocation {
        try value(
            setting,
            "a URL like file:///mnt/archive, s3://bucket/prefix or gs://bucket/prefix",
            ArchiveLocation(setting.value)
        )
    }

    static func directory(_ setting: GivenSetting) throws(ConfigError) -> FilePath {
        let path = FilePath(setting.value).lexicallyNormalized()
        let isUsable =
            path.isAbsolute && path.lastComponent != nil && !setting.value.utf8.contains(0)
        return try value(setting, "an absolute path", isUsable ? path : nil)
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ setting: GivenSetting
    ) throws(ConfigError) -> Choice {
        let names = Choice.allCases.map(\.rawValue).joined(separator: " or ")
        return try value(setting, names, Choice(rawValue: setting.value.lowercased()))
    }

    static func boolean(_ setting: GivenSetting) throws(ConfigError) -> Bool {
        try value(setting, "a boolean (on or off)", SettingValue.boolean(setting.value))
    }

    private static func duration(_ setting: GivenSetting) throws(ConfigError) -> Duration {
        try value(
            setting,
            "a time from 1ms to 1d (seconds without a unit)",
            SettingValue.duration(setting.value)
        )
    }
}
