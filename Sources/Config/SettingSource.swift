package import SystemPackage

/// Where a setting was given, to be told in an error.
package enum SettingSource: Equatable, Sendable, CustomStringConvertible {
    case flag(String)
    case variable(String)
    case file(FilePath, line: Int)
    /// A setting of a profile in AWS's shared files, by both names.
    case profile(String, setting: String)

    package var description: String {
        switch self {
        case .flag(let name): "flag --\(name)"
        case .variable(let name): "environment variable \(name)"
        case .file(let path, let line): "file \"\(path)\", line \(line)"
        case .profile(let name, let setting): "\(setting) of profile \"\(name)\""
        }
    }
}
