/// From when on waiting files are a warning, and from when on they are critical.
package struct StatusThresholds: Equatable, Sendable {
    /// Two limits of one measure.
    package struct Limits: Equatable, Sendable {
        /// From here on a warning.
        package var warning: Int64
        /// From here on critical.
        package var critical: Int64

        /// Makes limits of both.
        package init(warning: Int64, critical: Int64) {
            self.warning = warning
            self.critical = critical
        }

        func level(_ value: Int64) -> StatusLevel {
            value >= critical ? .critical : value >= warning ? .warning : .ok
        }
    }

    /// Seconds that the oldest file has waited: what would be lost with the server.
    package var waitingSeconds = Limits(warning: 300, critical: 900)
    /// How many files wait.
    package var waitingFiles = Limits(warning: 50, critical: 500)

    /// The defaults: five minutes and a quarter of an hour, 50 and 500 files.
    package init() {}
}

/// What Nagios and its kin make of an exit status.
package enum StatusLevel: Int32, Sendable {
    case ok = 0
    case warning = 1
    case critical = 2
    case unknown = 3

    /// The word in front of the answer.
    package var word: String {
        switch self {
        case .ok: "OK"
        case .warning: "WARNING"
        case .critical: "CRITICAL"
        case .unknown: "UNKNOWN"
        }
    }

    /// Of several: critical, unknown, warning.
    static func gravest(_ levels: [Self]) -> Self {
        [.critical, .unknown, .warning].first { levels.contains($0) } ?? .ok
    }
}
