/// How long a server's checkpoint may take, with which a base backup begins.
///
/// Nothing is sent meanwhile: a spread one takes the better part of checkpoint_timeout, one at once
/// as long as it takes to write all that is in memory.
struct CheckpointTime {
    /// What a server with hundreds of gigabytes of shared_buffers writes to a slow disk.
    private static let shortestLimit: Duration = .seconds(3600)
    /// PostgreSQL's highest value.
    private static let longestTimeout: Int64 = 86_400
    private static let units: [String: Int64] = ["s": 1, "min": 60, "h": 3600, "d": 86_400]

    private let timeout: Duration

    /// Reads checkpoint_timeout as `SHOW` writes it, `5min`.
    init(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = Self.units[String(text.dropFirst(digits.count))] ?? 1
        let number = min(Int64(digits) ?? Self.longestTimeout, Self.longestTimeout)
        timeout = .seconds(min(number * unit, Self.longestTimeout))
    }

    /// How long the server may be silent before its backup begins: twice that time, since a
    /// checkpoint that is under way comes first.
    func limit(atLeast limit: Duration) -> Duration {
        max(limit, max(Self.shortestLimit, timeout * 2))
    }
}
