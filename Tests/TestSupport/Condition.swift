/// Waits for conditions: nothing here sleeps for an effect, only between two looks.
package enum Condition {
    /// The limit for what takes a moment on an idle machine: wide, so that a busy one passes.
    package static let limit = Duration.seconds(90)

    /// How long to wait between two looks.
    private static let pause = Duration.milliseconds(30)

    /// Looks until the condition holds.
    /// - Parameters:
    ///   - what: The condition in words.
    ///   - limit: When to give up.
    ///   - evidence: What to tell if it never holds.
    ///   - holds: The look.
    /// - Throws: What a look throws, or that the condition never held.
    package static func wait(
        for what: String,
        limit: Duration = limit,
        evidence: () async throws -> String = { "" },
        until holds: () async throws -> Bool
    ) async throws {
        let clock = ContinuousClock()
        let end = clock.now + limit
        while !(try await holds()) {
            guard clock.now < end else {
                let story = (try? await evidence()) ?? ""
                throw HarnessError("waited \(limit) in vain for \(what)\n\(story)")
            }
            try await clock.sleep(for: pause)
        }
    }
}
