import Foundation
import Synchronization

/// A server on this machine that answers each request as it was told, whatever was asked.
package final class ScriptedServer: Sendable {
    /// What the server does with one request, in order.
    package enum Step: Sendable {
        /// Sends bytes as they are.
        case send([UInt8])
        /// Sends nothing any more, and keeps the connection until the client ends it.
        case stall
        /// Ends the connection with a reset.
        case reset
        /// Ends the connection in an orderly way.
        case close
        /// Does the steps behind it before the request's body is read.
        case early

        /// Sends a whole answer.
        package static func answer(
            _ status: String,
            fields: [String] = [],
            body: [UInt8] = []
        ) -> Step {
            let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + fields
            return .send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        }

        /// Sends an answer that other tests know by name.
        package static func answer(_ scripted: ScriptedAnswer) -> Step {
            .send(scripted.bytes(to: "GET"))
        }
    }

    /// A request as it came.
    package struct Request: Sendable {
        /// The first line's words: method, target, version.
        package let words: [String]
        /// By their names in lower case.
        package let fields: [String: String]
        /// All of it that was read.
        package let body: [UInt8]
    }

    /// The port that clients connect to.
    package let port: UInt16
    private let listener: Int32
    private let state: Mutex<State>

    private struct State {
        var script: [[Step]]
        var requests: [Request] = []
        var connections = 0
    }

    /// Listens on a free port; each request takes the next part of the script, and none is
    /// answered behind its end.
    package init(_ script: [[Step]]) throws {
        state = Mutex(State(script: script))
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
        Thread.detachNewThread { [self] in acceptClients() }
    }

    /// Takes no more clients.
    package func close() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Where clients find it.
    package var endpoint: String { "http://127.0.0.1:\(port)" }

    /// The requests that came.
    package var requests: [Request] { state.withLock { $0.requests } }

    /// How many connections came.
    package var connections: Int { state.withLock { $0.connections } }

    private func acceptClients() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            state.withLock { $0.connections += 1 }
            Thread.detachNewThread { [self] in
                try? serve(TCPStream(descriptor: descriptor))
                Glibc.close(descriptor)
            }
        }
        Glibc.close(listener)
    }

    private func serve(_ stream: TCPStream) throws {
        while true {
            let head = try HTTPHead(try stream.read(through: "\r\n\r\n"))
            let steps = state.withLock { state in
                state.script.isEmpty ? [.close] : state.script.removeFirst()
            }
            var body: [UInt8] = []
            if case .early? = steps.first {
            } else if case .counted(let count) = head.requestBody {
                while body.count < count { body += try stream.read(atMost: count - body.count) }
            }
            let request = Request(words: head.words, fields: head.fields, body: body)
            state.withLock { $0.requests.append(request) }
            for step in steps { try perform(step, on: stream) }
        }
    }

    private func perform(_ step: Step, on stream: TCPStream) throws {
        switch step {
        case .send(let bytes): try stream.send(bytes)
        case .stall: try stream.waitForEnd()
        case .reset:
            stream.resetOnClose()
            throw ConnectionEnded()
        case .close: throw ConnectionEnded()
        case .early: break
        }
    }
}
