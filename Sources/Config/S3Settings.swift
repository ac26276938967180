internal import HTTP
internal import S3
internal import SystemPackage

/// The settings of an archive in S3.
extension Settings {
    /// A profile's name has no limit of its own.
    private static let profileLengthLimit = 256

    mutating func applyToS3(_ setting: GivenSetting) throws(ConfigError) {
        switch setting.key {
        case .s3Endpoint:
            s3.endpoint = try Self.value(
                setting,
                "a URL like https://host or http://host:9000",
                S3Endpoint(setting.value)
            )
        case .s3Region:
            let isName = S3Region.isName(setting.value)
            s3.region = try Self.value(
                setting,
                "the name of a region, like eu-central-1",
                isName ? setting.value : nil
            )
        case .s3Addressing: s3.addressing = try Self.choice(setting)
        case .s3CAFile:
            var trust = s3.trust ?? .init()
            trust.file = try Self.directory(setting).string
            s3.trust = trust
        case .s3CADirectory:
            var trust = s3.trust ?? .init()
            trust.directory = try Self.directory(setting).string
            s3.trust = trust
        case .s3Profile:
            let isUsable =
                (1...Self.profileLengthLimit).contains(setting.value.utf8.count)
                && setting.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            s3.profile = try Self.value(
                setting,
                "the name of a profile",
                isUsable ? setting.value : nil
            )
        default: break
        }
    }
}
