import Foundation
import Synchronization

/// A port of this machine, where each client is served by a thread of its own.
final class LoopbackListener: Sendable {
    /// The port that clients connect to.
    let port: UInt16

    private let listener: Int32
    private let state = Mutex(State())

    /// What the threads share.
    private struct State {
        var open: Set<Int32> = []
        var connections = 0
        var isClosed = false
    }

    /// As many clients may wait to be served.
    private static let backlog: Int32 = 64

    /// Listens on a free port; nobody is served yet.
    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = LoopbackAddress().value
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, Self.backlog) == 0
                    ? getsockname(listener, $0, &size) : -1
            }
        }
        guard status == 0 else { throw HarnessError("could not listen: errno \(errno)") }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Where clients find it.
    var endpoint: String { "http://127.0.0.1:\(port)" }

    /// How many connections came.
    var connections: Int { state.withLock { $0.connections } }

    /// Counts connections from none again.
    func forgetConnections() { state.withLock { $0.connections = 0 } }

    /// Serves clients from now on; what throws ends its connection.
    func start(_ serve: @escaping @Sendable (TCPStream) throws -> Void) {
        Thread.detachNewThread {
            while true {
                let descriptor = accept(self.listener, nil, nil)
                guard descriptor >= 0 else { break }
                self.state.withLock { $0.connections += 1 }
                Thread.detachNewThread {
                    let client = TCPStream(descriptor: descriptor)
                    self.keep(client)
                    try? serve(client)
                    self.release(client)
                }
            }
            Glibc.close(self.listener)
        }
    }

    /// Remembers a connection, so that it ends with the listener.
    func keep(_ stream: TCPStream) {
        state.withLock {
            $0.open.insert(stream.descriptor)
            if $0.isClosed { shutdown(stream.descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Closes a connection.
    func release(_ stream: TCPStream) {
        state.withLock { state in
            state.open.remove(stream.descriptor)
            Glibc.close(stream.descriptor)
        }
    }

    /// Ends every connection and takes no other: from now on a client is refused.
    func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
            shutdown(listener, Int32(SHUT_RDWR))
        }
    }
}
