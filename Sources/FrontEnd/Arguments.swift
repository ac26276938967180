internal import Config
internal import SystemPackage

/// What the command line says, before anything of it is judged.
struct Arguments {
    /// What kind of call it is.
    enum Mode: Equatable {
        case run, verify, check, help, version
    }

    /// Why a command line is none.
    struct UsageError: Error, Equatable {
        let reason: String
    }

    static let verifyFlag = "--verify"
    static let checkFlag = "--check"

    /// PostgreSQL gives two words; `--verify` takes many, up to what Linux passes on.
    private static let countLimit = 1_000_000

    var mode: Mode = .run
    var flags: [GivenSetting] = []
    var configFile: FilePath?
    var words: [Argument] = []

    /// Takes the words behind the command's name.
    ///
    /// `--` ends the flags.
    ///
    /// - Parameter takesCheck: whether `--check` is one of them.
    init(_ arguments: [Argument], takesCheck: Bool = false) throws(UsageError) {
        guard arguments.count <= Self.countLimit else {
            throw UsageError(reason: "too many arguments")
        }
        var index = arguments.startIndex
        var takesFlags = true
        while index < arguments.endIndex {
            let word = arguments[index].text
            index += 1
            guard takesFlags, word.hasPrefix("-"), word != "-" else {
                words.append(arguments[index - 1])
                continue
            }
            switch word {
            case "--": takesFlags = false
            case "--help", "-h", "-?": mode = .help
            case "--version", "-V": mode = .version
            case Self.verifyFlag: if mode == .run { mode = .verify }
            case Self.checkFlag where takesCheck: if mode == .run { mode = .check }
            default: try takeFlag(word, from: arguments, at: &index)
            }
        }
    }

    /// `--key VALUE` or `--key=VALUE`.
    private mutating func takeFlag(
        _ word: String,
        from arguments: [Argument],
        at index: inout Int
    ) throws(UsageError) {
        guard word.hasPrefix("--") else { throw UsageError(reason: "unknown flag \"\(word)\"") }
        let parts = word.dropFirst(2).split(
            separator: "=",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let name = String(parts.first ?? "")
        let isKnown = name == "config" || SettingKey(flag: name) != nil
        guard isKnown else { throw UsageError(reason: "unknown flag \"--\(name)\"") }
        let value: String
        if parts.count > 1 {
            value = String(parts[1])
        } else if index < arguments.endIndex {
            value = arguments[index].text
            index += 1
        } else {
            throw UsageError(reason: "flag \"--\(name)\" needs a value")
        }
        if let key = SettingKey(flag: name) {
            flags.append(GivenSetting(key: key, value: value, source: .flag(name)))
        } else {
            configFile = FilePath(value)
        }
    }
}
