/// What counts of one setting, to be shown: never a secret.
package struct SettingReport: Equatable, Sendable {
    /// Which setting.
    package let key: SettingKey
    /// Its text, or a word instead of a secret.
    package let value: String
    /// Where it was given.
    package let source: SettingSource

    /// Every setting that was given; of several givings the last one counts.
    package static func all(_ given: [GivenSetting]) -> [Self] {
        SettingKey.allCases.compactMap { key in
            given.last { $0.key == key }.map { setting in
                Self(key: key, value: setting.shownValue, source: setting.source)
            }
        }
    }

    /// `archive = 'file:///mnt/archive' (flag --archive)`.
    package var line: String { "\(key) = '\(value)' (\(source))" }
}

extension GivenSetting {
    /// Its text as it may be shown.
    package var shownValue: String { key.isSecret ? "<redacted>" : value }
}
