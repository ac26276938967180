/// One thing that was looked at before anybody depends on it.
package struct Check: Equatable, Sendable {
    /// What came of it.
    package enum Outcome: String, Sendable {
        case passed = "ok"
        case warning
        case failed
        /// Could not be looked at, for want of something else.
        case skipped
    }

    /// What kind of trouble a failure is.
    package enum Trouble: Sendable {
        /// The archive does not answer, or refuses.
        case refused
        /// It would lose WAL, or deliver another cluster's.
        case unsafe
        /// A setting is wrong.
        case setting
    }

    /// What was looked at, in a word or two.
    package let name: String
    /// What came of it.
    package let outcome: Outcome
    /// What was found, without a full stop; may be empty.
    package let finding: String
    /// What to do, a sentence.
    package let advice: String?
    /// Nil but for a failure.
    package let trouble: Trouble?

    private init(
        _ name: String,
        _ outcome: Outcome,
        _ finding: String,
        advice: String? = nil,
        trouble: Trouble? = nil
    ) {
        self.name = name
        self.outcome = outcome
        self.finding = finding
        self.advice = advice
        self.trouble = trouble
    }

    /// As it should be.
    package static func passed(_ name: String, _ finding: String = "") -> Self {
        Self(name, .passed, finding)
    }

    /// It works, at a price.
    package static func warning(_ name: String, _ finding: String, advice: String) -> Self {
        Self(name, .warning, finding, advice: advice)
    }

    /// It does not work, or cannot be trusted.
    package static func failed(
        _ name: String,
        _ trouble: Trouble,
        _ finding: String,
        advice: String? = nil
    ) -> Self {
        Self(name, .failed, finding, advice: advice, trouble: trouble)
    }

    /// Not looked at.
    package static func skipped(_ name: String, _ reason: String) -> Self {
        Self(name, .skipped, reason)
    }

    /// One line for people: `list: ok, it holds WAL`.
    package var line: String {
        let word =
            outcome == .passed || outcome == .skipped
            ? outcome.rawValue : outcome.rawValue.uppercased()
        let text = finding.isEmpty ? "\(name): \(word)" : "\(name): \(word), \(finding)"
        return text + (advice.map { " HINT: \($0)" } ?? "")
    }
}
