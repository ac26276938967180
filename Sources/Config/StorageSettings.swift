internal import S3
internal import SystemPackage

/// What the store is to do with objects: settings that make sense together or not at all.
struct StorageSettings {
    private static let encryptions = ["AES256", "aws:kms", "aws:kms:dsse"]
    /// A century.
    private static let lockDays = 1...36_500
    /// S3 takes ten tags of 128 and 256 characters, escaped.
    private static let tagsLimit = 8192

    private let given: LastGiven
    private let isGoogleCloud: Bool

    init(_ given: LastGiven, archive: ArchiveLocation) {
        self.given = given
        if case .googleCloud = archive { isGoogleCloud = true } else { isGoogleCloud = false }
    }

    func apply(to choices: inout S3Access.Choices) throws(ConfigError) {
        try refuseForGoogleCloud()
        choices.objects.storageClass = try word(.s3StorageClass, "a storage class")
        choices.objects.encryption = try encryption()
        choices.objects.tags = try tags()
        choices.objects.lock = try lock()
        if let setting = given[.s3RequesterPays] {
            choices.objects.requesterPays = try Settings.boolean(setting)
        }
        if let setting = given[.s3CustomerKeyFile] {
            try refuse(setting, beside: .s3Encryption)
            try refuse(setting, beside: .s3KMSKeyID)
            choices.customerKeyFile = try Settings.directory(setting)
        }
        if let setting = given[.s3BandwidthLimit] {
            choices.bandwidthLimit = try Settings.value(
                setting,
                "a number of bytes a second from 2MB on",
                SettingValue.bytesPerSecond(setting.value)
            )
        }
        choices.googleKeyID = try word(.gsAccessKeyID, "an access key ID")
        choices.googleSecret = try word(.gsSecretAccessKey, "a secret access key")
    }

    /// What Google Cloud Storage does in another way, or not at all.
    private func refuseForGoogleCloud() throws(ConfigError) {
        guard isGoogleCloud else { return }
        for key: SettingKey in [
            .s3Region, .s3Profile, .s3Encryption, .s3KMSKeyID, .s3CustomerKeyFile, .s3Tags,
            .s3ObjectLock, .s3RequesterPays,
        ] {
            guard let setting = given[key] else { continue }
            throw .unsupported(setting, reason: "the archive is in Google Cloud Storage")
        }
    }

    private func encryption() throws(ConfigError) -> S3ObjectOptions.Encryption? {
        let keyID = try word(.s3KMSKeyID, "the name of a key")
        guard let setting = given[.s3Encryption] else {
            return keyID.map { .server(algorithm: Self.encryptions[1], keyID: $0) }
        }
        let algorithm = try Settings.value(
            setting,
            "AES256, aws:kms or aws:kms:dsse",
            Self.encryptions.first { $0.lowercased() == setting.value.lowercased() }
        )
        if algorithm == Self.encryptions[0], let setting = given[.s3KMSKeyID] {
            throw .unsupported(setting, reason: "s3_encryption is AES256, not aws:kms")
        }
        return .server(algorithm: algorithm, keyID: keyID)
    }

    /// `compliance:30d`.
    private func lock() throws(ConfigError) -> S3ObjectOptions.Lock? {
        guard let setting = given[.s3ObjectLock] else { return nil }
        let words = setting.value.lowercased().split(separator: ":")
        var lock: S3ObjectOptions.Lock?
        if words.count == 2, words[1].last == "d",
            let mode = S3ObjectOptions.Lock.Mode(rawValue: String(words[0])),
            let days = SettingValue.integer(String(words[1].dropLast()), in: Self.lockDays)
        {
            lock = S3ObjectOptions.Lock(mode: mode, days: days)
        }
        return try Settings.value(
            setting,
            "governance or compliance with a number of days, like compliance:30d",
            lock
        )
    }

    private func tags() throws(ConfigError) -> String? {
        guard let setting = given[.s3Tags] else { return nil }
        let isUsable =
            setting.value.utf8.count <= Self.tagsLimit
            && setting.value.split(separator: "&", omittingEmptySubsequences: false)
                .allSatisfy { pair in
                    let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
                    return parts.count == 2 && !parts[0].isEmpty
                        && parts.allSatisfy { URIEncoding.unescaped(String($0)) != nil }
                }
            && setting.value.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return try Settings.value(
            setting,
            "a list like team=db&purpose=wal, escaped as in a URL",
            isUsable ? setting.value : nil
        )
    }

    /// A text that may stand in a header.
    private func word(
        _ key: SettingKey,
        _ expected: String
    ) throws(ConfigError) -> String? {
        guard let setting = given[key] else { return nil }
        let isUsable =
            (1...2048).contains(setting.value.utf8.count)
            && setting.value.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return try Settings.value(setting, expected, isUsable ? setting.value : nil)
    }

    private func refuse(
        _ setting: GivenSetting,
        beside key: SettingKey
    ) throws(ConfigError) {
        if given[key] != nil { throw .unsupported(setting, reason: "\(key) is set too") }
    }
}
