internal import Archive

/// What a removal left, in words.
struct RemovalReport {
    /// Names that are told one by one.
    private static let nameLimit = 10

    private let left: RemovalOutcome

    init(_ left: RemovalOutcome) {
        self.left = left
    }

    /// A line for each object that was refused, and one for those beyond the limit.
    var refusals: [String] {
        let named = left.retained.prefix(Self.nameLimit).map {
            "could not remove \"\($0.name)\": \($0.reason)"
        }
        let more = left.retained.count - named.count
        return named + (more > 0 ? ["could not remove \(more) further objects"] : [])
    }

    /// What stays as earlier versions, and until when; none where nothing does.
    var versions: [String] {
        guard left.versions > 0 else { return [] }
        let lock = left.lock.map { "; \($0)" } ?? ""
        return [
            "\(left.versions) objects stay as earlier versions, which the bucket keeps\(lock)"
                + " HINT: A lifecycle rule for noncurrent versions frees their room, once no lock"
                + " keeps them."
        ]
    }
}
