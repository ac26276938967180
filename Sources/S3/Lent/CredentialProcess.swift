internal import Processes

/// A command that a profile names (`credential_process`), which prints credentials.
///
/// The command may hold a secret itself, and so may its errors: neither is ever shown.
struct CredentialProcess: CredentialSource {
    private static let hint = "Run it by hand as the server's user."

    private let profile: AWSProfile
    private let environment: [String: String]

    init(_ profile: AWSProfile, environment: [String: String]) {
        self.profile = profile
        self.environment = environment
    }

    /// The profile's keys are named for all that stands in it.
    var name: String? { nil }

    /// The command itself is no part of it, as it may hold a secret.
    var lender: String? {
        profile["credential_process"].map { _ in "process of profile \(profile.name)" }
    }

    var place: String { source }

    private var source: String { "credential_process of profile \"\(profile.name)\"" }

    func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials? {
        guard let command = profile["credential_process"] else { return nil }
        guard let words = CommandWords.split(command), let program = words.first else {
            throw refused("it is no command: a quote is not closed")
        }
        let output: [UInt8]
        do throws(ProcessFailure) {
            output = try ChildProcess.output(of: program, words, environment: environment)
        } catch {
            throw refused(error.description)
        }
        guard let fields = JSONFields(output), fields["Version"] == "1",
            let found = LentCredentials.json(fields, tokenName: "SessionToken")
        else { throw refused("it printed no credentials of version 1") }
        return found
    }

    private func refused(_ reason: String) -> CredentialError {
        .refused(source: source, reason: reason, hint: Self.hint)
    }
}

/// Splits a command into words without a shell.
enum CommandWords {
    /// Blanks divide; quotes of both kinds and backslashes join; nil where a quote does not end.
    static func split(_ command: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = command[...]
        while let character = rest.popFirst() {
            if character == "\\", quote != "'" {
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + [next]
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + [character] }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + [character]
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
        return words
    }
}
