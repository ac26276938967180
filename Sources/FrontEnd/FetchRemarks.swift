internal import Archive

extension FetchOutcome {
    /// How the call ends.
    var ending: Ending {
        if case .delivered = self { .success } else { .absentOrDifferent }
    }

    /// What the server's log should know.
    ///
    /// A standby asks again and again for what is absent: quiet.
    var remarks: [String] {
        switch self {
        case .delivered(let file): [file.facts.warning].compactMap { $0 }
        case .absent: []
        case .absentByAcceptedGap(let later):
            [
                "the archive does not have it, but has \"\(later)\";"
                    + " accept_gap says that recovery may end here"
            ]
        }
    }
}
