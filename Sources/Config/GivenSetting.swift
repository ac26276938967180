/// A setting's text as it was given.
package struct GivenSetting: Equatable, Sendable {
    /// Which setting.
    package let key: SettingKey
    /// Its text, quotes removed.
    package let value: String
    /// Where it was given.
    package let source: SettingSource

    /// Makes a giving of a setting.
    package init(key: SettingKey, value: String, source: SettingSource) {
        self.key = key
        self.value = value
        self.source = source
    }
}

/// What counts of what was given: of several givings of one setting the last.
///
/// They are few, so a search costs less than the table that would make it short.
struct LastGiven: Sendable {
    private let given: [GivenSetting]

    init(_ given: [GivenSetting]) {
        self.given = given
    }

    subscript(key: SettingKey) -> GivenSetting? {
        given.last { $0.key == key }
    }
}

/// Where settings were given, for messages: of no account for what they are.
struct SettingOrigins: Equatable, Sendable {
    let last: LastGiven

    static func == (lhs: Self, rhs: Self) -> Bool { true }
}
