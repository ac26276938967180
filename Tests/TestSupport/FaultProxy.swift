import Foundation
import Synchronization

/// A proxy for HTTP before a server on this machine that puts faults into requests and answers.
///
/// Requests pass as they are, the Host too, which signatures cover.
package final class FaultProxy: Sendable {
    /// The server's port.
    let serverPort: UInt16

    private let listener: LoopbackListener
    private let state = Mutex(State())

    /// What the threads share.
    private struct State {
        var faults: [(fault: Fault, pattern: RequestPattern, times: Int)] = []
        var requests: [ProxiedRequest] = []
        var occurrences = 0
        var latency = Duration.zero
        var bytesPerSecond: Int?
        var linkBytesPerSecond: Int?
        var linkIsFree = ContinuousClock.now
    }

    /// Listens on a free port, and passes to a server's.
    package init(before serverPort: UInt16) throws {
        self.serverPort = serverPort
        listener = try LoopbackListener()
        listener.start { [self] client in ProxiedConnection(client, of: self).run() }
    }

    /// Runs a body with a proxy before a server, and ends it however the body ends.
    package static func with<Value: Sendable>(
        before serverPort: UInt16,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (FaultProxy) async throws -> Value
    ) async throws -> Value {
        let proxy = try FaultProxy(before: serverPort)
        defer { proxy.close() }
        return try await body(proxy)
    }

    /// The port that clients connect to.
    package var port: UInt16 { listener.port }

    /// Where clients find it.
    package var endpoint: String { listener.endpoint }

    /// Does something to the next requests that fit.
    package func inject(
        _ fault: Fault,
        into pattern: RequestPattern = RequestPattern(),
        times: Int = 1
    ) {
        state.withLock { $0.faults.append((fault, pattern, times)) }
    }

    /// Lets everything pass again, at full speed; forgets what was counted.
    package func clear() {
        state.withLock {
            ($0.faults, $0.requests, $0.occurrences) = ([], [], 0)
            ($0.latency, $0.bytesPerSecond, $0.linkBytesPerSecond) = (.zero, nil, nil)
        }
        listener.forgetConnections()
    }

    /// How long every request waits.
    package var latency: Duration {
        get { state.withLock { $0.latency } }
        set { state.withLock { $0.latency = newValue } }
    }

    /// How fast bodies pass, for each connection; nil for as fast as they can.
    package var bytesPerSecond: Int? {
        get { state.withLock { $0.bytesPerSecond } }
        set { state.withLock { $0.bytesPerSecond = newValue } }
    }

    /// How fast bodies pass, all connections together; nil for as fast as they can.
    package var linkBytesPerSecond: Int? {
        get { state.withLock { $0.linkBytesPerSecond } }
        set { state.withLock { $0.linkBytesPerSecond = newValue } }
    }

    /// How long bytes have to wait for those that the link took before, and for themselves.
    func queue(_ count: Int) -> Duration {
        state.withLock { state in
            guard let rate = state.linkBytesPerSecond else { return .zero }
            let now = ContinuousClock.now
            state.linkIsFree = max(state.linkIsFree, now) + .seconds(1) * count / rate
            return now.duration(to: state.linkIsFree)
        }
    }

    /// The requests that came.
    package var requests: [ProxiedRequest] { state.withLock { $0.requests } }

    /// How many connections came.
    package var connections: Int { listener.connections }

    /// How many faults have happened.
    package var occurrences: Int { state.withLock { $0.occurrences } }

    /// Ends every connection and takes no other: from now on a client is refused.
    package func close() { listener.close() }

    /// Notes a request, and gives the fault that it is to meet.
    func take(_ request: ProxiedRequest) -> Fault? {
        state.withLock { state in
            state.requests.append(request)
            let index = state.faults.firstIndex { $0.times > 0 && $0.pattern.fits(request) }
            guard let index else { return nil }
            state.faults[index].times -= 1
            if case .answer = state.faults[index].fault { state.occurrences += 1 }
            return state.faults[index].fault
        }
    }

    /// Counts a fault that happened.
    func count() { state.withLock { $0.occurrences += 1 } }

    /// Connects to the server; the connection ends with the proxy.
    func connectToServer() throws -> TCPStream {
        let stream = try TCPStream.connected(to: serverPort)
        listener.keep(stream)
        return stream
    }

    /// Closes a connection to the server.
    func close(_ stream: TCPStream) { listener.release(stream) }
}
