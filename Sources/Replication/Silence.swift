internal import CLibPQ
internal import CLinux
internal import Lifecycle

/// Waits for a server, and gives it up once it has sent nothing for too long.
///
/// Only while we wait: a server is silent as well while nobody reads what it sends.
struct Silence {
    /// TLS may hold bytes that the socket does not show: so soon we look for them, then half as
    /// often each time.
    private static let firstPause: Duration = .milliseconds(10)
    private static let longestPause: Duration = .seconds(1)

    private let limit: Duration
    private let command: String
    private let phase: String
    private var since = MonotonicTime.now
    private var pause = firstPause

    /// Begins to wait.
    ///
    /// - Parameters:
    ///   - command: the one that is under way, for messages.
    ///   - phase: which part of it; nil: all of it.
    init(_ limit: Duration, during command: String, phase: String? = nil) {
        self.limit = limit
        self.command = command
        self.phase = phase ?? command
    }

    /// Waits a moment for bytes, and takes what has come.
    ///
    /// The C functions are `poll`, on `PQsocket`, and `PQconsumeInput`.
    ///
    /// - Parameter isSending: whether room to send ends the wait too.
    mutating func wait(
        on connection: ReplicationConnection,
        isSending: Bool = false
    ) throws(ReplicationError) {
        let time = min(pause, since + limit - MonotonicTime.now)
        let milliseconds = Int32(clamping: Int64((time / .milliseconds(1)).rounded(.up)))
        var request = pollfd(
            fd: unsafe connection.library.socket(connection.connection),
            events: Int16(isSending ? POLLIN | POLLOUT : POLLIN),
            revents: 0
        )
        let isReady = unsafe poll(&request, 1, max(0, milliseconds)) > 0
        guard unsafe connection.library.consume_input(connection.connection) == 1 else {
            throw .command(command, reason: connection.failure(of: nil))
        }
        if isReady {
            since = MonotonicTime.now
            pause = Self.firstPause
        } else {
            guard MonotonicTime.now - since < limit else { throw .silent(limit, during: phase) }
            pause = min(pause * 2, Self.longestPause)
        }
    }
}
