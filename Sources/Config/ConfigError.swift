package import Files
package import SystemPackage

/// What is wrong with the settings, and where it stands.
package enum ConfigError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadableFile(FileError)
    case missingFile(FilePath)
    case fileTooLong(FilePath, limit: Int)
    case syntax(SettingSource, near: String)
    case unknownSetting(String, SettingSource)
    case badValue(GivenSetting, expected: String)
    case archiveNotSet
    case backupsWithinArchive(SettingSource)
    case unsupported(GivenSetting, reason: String)

    /// Whether the same settings may be read soon, without anybody doing something.
    package var isPassing: Bool {
        if case .unreadableFile(let error) = self { error.isPassing } else { false }
    }

    package var description: String {
        switch self {
        case .unreadableFile(let error):
            "could not read the settings: \(error)"
        case .missingFile(let path):
            "could not read the settings: file \"\(path)\" does not exist"
        case .fileTooLong(let path, let limit):
            "could not read the settings: file \"\(path)\" has more than \(limit) bytes"
        case .syntax(let source, let text):
            "could not read the settings: syntax error in \(source), near \"\(text)\""
                + " HINT: Write key = 'value', one on a line."
        case .unknownSetting(let name, let source):
            "could not read the settings: unrecognized setting \"\(name)\" (\(source))"
        case .badValue(let setting, let expected):
            "could not read setting \"\(setting.key)\" (\(setting.source)):"
                + " \"\(setting.shownValue)\" is not \(expected)"
        case .archiveNotSet:
            "could not read the settings: setting \"archive\" is not set"
                + " HINT: Set it in /etc/wal-archive/wal-archive.conf, as environment variable"
                + " WAL_ARCHIVE or as flag --archive, for example to file:///mnt/archive."
        case .backupsWithinArchive(let source):
            "could not read setting \"backups\" (\(source)): backups and archive"
                + " must be separate folders, neither within the other"
        case .unsupported(let setting, let reason):
            "could not use setting \"\(setting.key)\" (\(setting.source)): \(reason)"
        }
    }
}
