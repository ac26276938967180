package import SystemPackage

/// What counts of one setting, to be shown: never a secret.
package struct SettingReport: Equatable, Sendable {
    /// Which setting.
    package let key: SettingKey
    /// Its text, or a word instead of a secret.
    package let value: String
    /// Where it was given.
    package let source: SettingSource

    /// Makes a report of what may be shown.
    package init(key: SettingKey, value: String, source: SettingSource) {
        self.key = key
        self.value = value
        self.source = source
    }

    /// The files in which a secret stands.
    package static func secretFiles(_ given: [GivenSetting]) -> [FilePath] {
        given.compactMap { setting in
            guard setting.key.isSecret, case .file(let path, _) = setting.source else {
                return nil
            }
            return path
        }
    }

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
    package var shownValue: String { key.isSecret ? Self.redacted : withoutPassword }

    private static let redacted = "<redacted>"

    /// No URL of ours has a user and a password, but somebody may write them into one.
    private var withoutPassword: String {
        guard let scheme = value.firstRange(of: "://"), !value.hasPrefix("file:"),
            let at = value.lastIndex(of: "@"), at > scheme.lowerBound,
            // A folder's name may have such a sign, a bucket's has neither.
            value[scheme.upperBound...].prefix(while: { $0 != "/" })
                .contains(where: { $0 == "@" || $0 == ":" })
        else { return value }
        return value[..<scheme.upperBound] + Self.redacted + value[at...]
    }
}
