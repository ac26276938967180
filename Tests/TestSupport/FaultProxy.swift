import Foundation
import Synchronization

/// A proxy for HTTP before a server on this machine that puts faults into requests and answers.
///
/// Requests pass as they are, the Host too, which signatures cover.
package final class FaultProxy: Sendable {
    /// The port that clients connect to.
    package let port: UInt16

    /// The server's port.
    let serverPort: UInt16

    private let listener: Int32
    private let state = Mutex(State())

    /// What the threads share.
    private struct State {
        var faults: [(fault: Fault, pattern: RequestPattern, times: Int)] = []
        var requests: [ProxiedRequest] = []
        var connections = 0
        var occurrences = 0
        var latency = Duration.zero
        var bytesPerSecond: Int?
        var linkBytesPerSecond: Int?
        var linkIsFree = ContinuousClock.now
        var open: Set<Int32> = []
        var isClosed = false
    }

    /// Listens on a free port, and passes to a server's.
    package init(before serverPort: UInt16) throws {
        self.serverPort = serverPort
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = LoopbackAddress().value
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0
                    ? getsockname(listener, $0, &size) : -1
            }
        }
        guard status == 0 else { throw HarnessError("could not listen: errno \(errno)") }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { self.acceptClients() }
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

    /// Where clients find it.
    package var endpoint: String { "http://127.0.0.1:\(port)" }

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
            ($0.faults, $0.requests, $0.connections, $0.occurrences) = ([], [], 0, 0)
            ($0.latency, $0.bytesPerSecond, $0.linkBytesPerSecond) = (.zero, nil, nil)
        }
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
    package var connections: Int { state.withLock { $0.connections } }

    /// How many faults have happened.
    package var occurrences: Int { state.withLock { $0.occurrences } }

    /// Ends every connection and takes no other: from now on a client is refused.
    package func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
            shutdown(listener, Int32(SHUT_RDWR))
        }
    }

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

    /// Remembers a connection, so that it ends with the proxy.
    func keep(_ stream: TCPStream) {
        state.withLock {
            $0.open.insert(stream.descriptor)
            if $0.isClosed { shutdown(stream.descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Closes a connection.
    func close(_ stream: TCPStream) {
        state.withLock { state in
            state.open.remove(stream.descriptor)
            Glibc.close(stream.descriptor)
        }
    }

    private func acceptClients() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            state.withLock { $0.connections += 1 }
            Thread.detachNewThread {
                let client = TCPStream(descriptor: descriptor)
                self.keep(client)
                ProxiedConnection(client, of: self).run()
            }
        }
        Glibc.close(listener)
    }
}
