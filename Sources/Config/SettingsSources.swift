package import SystemPackage

/// The three places where settings are given; flags win over the environment over the file.
package struct SettingsSources: Sendable {
    private static let variablePrefix = "WAL_ARCHIVE"
    /// The environment variable that names the file.
    package static let fileVariable = "WAL_ARCHIVE_CONFIG"

    /// Given as flags, in their order.
    package let flags: [GivenSetting]
    /// `--config FILE`.
    package let namedFile: FilePath?
    /// The process's variables, ours among others.
    package let environment: [String: String]
    /// The file that may be missing.
    package let defaultFile: FilePath

    /// Names the three places.
    package init(
        flags: [GivenSetting],
        namedFile: FilePath?,
        environment: [String: String],
        defaultFile: FilePath = SettingsFile.defaultPath
    ) {
        self.flags = flags
        self.namedFile = namedFile
        self.environment = environment
        self.defaultFile = defaultFile
    }

    /// Everything given, the strongest last.
    package func given() throws(ConfigError) -> [GivenSetting] {
        try fileSettings() + variableSettings() + flags
    }

    /// One setting's text in each of the three places, the strongest first, from what can be read of
    /// them though something in them cannot.
    func readable(_ key: SettingKey) -> [String] {
        let file = namedFile ?? environment[Self.fileVariable].map { FilePath($0) } ?? defaultFile
        return [
            flags.last { $0.key == key }?.value,
            environment[key.variable],
            SettingsFile.readable(key, of: file),
        ].compactMap { $0 }
    }

    private func fileSettings() throws(ConfigError) -> [GivenSetting] {
        let named = namedFile ?? environment[Self.fileVariable].map { FilePath($0) }
        guard let named else { return try SettingsFile.read(defaultFile) ?? [] }
        guard let settings = try SettingsFile.read(named) else { throw .missingFile(named) }
        return settings
    }

    private func variableSettings() throws(ConfigError) -> [GivenSetting] {
        var settings: [GivenSetting] = []
        let names = environment.keys.filter { name in
            name == Self.variablePrefix || name.hasPrefix(Self.variablePrefix + "_")
        }
        for name in names.sorted() where name != Self.fileVariable {
            guard let key = SettingKey.allCases.first(where: { $0.variable == name }) else {
                throw .unknownSetting(name, .variable(name))
            }
            let value = environment[name] ?? ""
            settings.append(GivenSetting(key: key, value: value, source: .variable(name)))
        }
        return settings
    }
}
