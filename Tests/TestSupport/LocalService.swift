import Foundation
import Synchronization

/// A small HTTP server on loopback that answers as a test says: it plays IMDS, ECS and STS.
package final class LocalService: Sendable {
    /// A request as it came.
    package struct Request: Sendable {
        /// `GET`, `PUT` or `POST`.
        package let method: String
        /// The path with its query.
        package let target: String
        /// By their names in lower case.
        package let fields: [String: String]
        /// The body as text.
        package let body: String
    }

    /// What a request gets.
    package enum Reply: Sendable {
        case answer(ScriptedAnswer)
        /// Nothing, for as long as the client waits.
        case silence
    }

    /// The port that clients connect to.
    package let port: UInt16

    private let listener: Int32
    private let reply: @Sendable (Request) -> Reply
    private let seen = Mutex<[Request]>([])
    private let open = Mutex<(descriptors: Set<Int32>, isClosed: Bool)>(([], false))

    private init(_ reply: @escaping @Sendable (Request) -> Reply) throws {
        self.reply = reply
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

    /// Runs a body with a server, and ends it however the body ends.
    package static func with<Value: Sendable>(
        _ reply: @escaping @Sendable (Request) -> Reply,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (LocalService) async throws -> Value
    ) async throws -> Value {
        let service = try LocalService(reply)
        defer { service.close() }
        return try await body(service)
    }

    /// Where clients find it.
    package var endpoint: String { "http://127.0.0.1:\(port)" }

    /// The requests that came.
    package var requests: [Request] { seen.withLock { $0 } }

    /// `PUT /latest/api/token` and so on, of every request that came.
    package var lines: [String] { requests.map { "\($0.method) \($0.target)" } }

    private func acceptClients() {
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            let isTaken = open.withLock { open in
                guard !open.isClosed else { return false }
                open.descriptors.insert(descriptor)
                return true
            }
            guard isTaken else {
                Glibc.close(descriptor)
                break
            }
            Thread.detachNewThread { self.serve(TCPStream(descriptor: descriptor)) }
        }
        Glibc.close(listener)
    }

    private func serve(_ client: TCPStream) {
        do {
            while true {
                let head = try HTTPHead(client.read(through: "\r\n\r\n"))
                var body: [UInt8] = []
                if case .counted(let length) = head.requestBody {
                    while body.count < length {
                        body += try client.read(atMost: length - body.count)
                    }
                }
                let request = Request(
                    method: head.words[0],
                    target: head.words[1],
                    fields: head.fields,
                    body: String(decoding: body, as: UTF8.self)
                )
                seen.withLock { $0.append(request) }
                switch reply(request) {
                case .answer(let answer): try client.send(answer.bytes(to: request.method))
                case .silence: try client.waitForEnd()
                }
            }
        } catch {
            // The client has gone, or this server has.
        }
        open.withLock { open in
            open.descriptors.remove(client.descriptor)
            Glibc.close(client.descriptor)
        }
    }

    private func close() {
        open.withLock { open in
            open.isClosed = true
            for descriptor in open.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }
}
