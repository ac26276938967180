import TestSupport
import Testing

/// Expects a command to end with a status, and shows all that it said if it does not.
func expect(
    _ outcome: Outcome,
    exits status: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(outcome.status == status, "\(outcome)", sourceLocation: sourceLocation)
}

/// Expects a refusal: a status and one line in PostgreSQL's voice that names the file.
func expect(
    _ outcome: Outcome,
    refuses name: String,
    status: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expect(outcome, exits: status, sourceLocation: sourceLocation)
    #expect(outcome.output == "", "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.errors.contains(name), "\(outcome)", sourceLocation: sourceLocation)
    #expect(
        outcome.errors.hasPrefix("wal-push: could not ")
            || outcome.errors.hasPrefix("wal-fetch: could not "),
        "\(outcome)",
        sourceLocation: sourceLocation
    )
}
