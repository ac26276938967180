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
    init(_ arguments: [Argument]) throws(UsageError) {
        var failure: UsageError?
        self.init(readable: arguments) { failure = failure ?? $0 }
        if let failure { throw failure }
    }

    /// Takes what can be read, and complains of the rest.
    init(readable arguments: [Argument], complain: (UsageError) -> Void = { _ in }) {
        guard arguments.count <= Self.countLimit else {
            complain(UsageError(reason: "too many arguments"))
            return
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
            case Self.checkFlag: if mode == .run { mode = .check }
            default:
                do throws(UsageError) {
                    try takeFlag(word, from: arguments, at: &index)
                } catch {
                    complain(error)
                }
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
        // Not by characters: a mark that begins the value combines with the sign.
        let scalars = word.unicodeScalars.dropFirst(2)
        let parts = scalars.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "=" }
        let name = parts.first.map { String($0) } ?? ""
        if ["help", "version", "verify", "check"].contains(name) {
            throw UsageError(reason: "flag \"--\(name)\" takes no value")
        }
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
