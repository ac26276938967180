import Foundation
import Synchronization

/// A server on this machine that answers as a test says: it plays IMDS, ECS, STS and S3 servers.
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

        /// `GET`, `PUT` or `POST`.
        package var method: String { words[0] }
        /// The path with its query.
        package var target: String { words[1] }
        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Who decides what a request meets.
    private enum Plan {
        /// Each request takes the next part, and none is answered behind the end.
        case script([[Step]])
        /// Each request is looked at, its body with it.
        case reply(@Sendable (Request) -> Step)
    }

    private let listener: LoopbackListener
    private let plan: Mutex<Plan>
    private let seen = Mutex<[Request]>([])

    /// Listens on a free port; each request takes the next part of the script, and none is
    /// answered behind its end.
    package convenience init(_ script: [[Step]]) throws { try self.init(.script(script)) }

    private init(_ plan: Plan) throws {
        self.plan = Mutex(plan)
        listener = try LoopbackListener()
        listener.start { [self] stream in try serve(stream) }
    }

    /// Runs a body with a server that looks at each request, and ends it however the body ends.
    package static func with<Value: Sendable>(
        _ reply: @escaping @Sendable (Request) -> Step,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let server = try ScriptedServer(.reply(reply))
        defer { server.close() }
        return try await body(server)
    }

    /// Ends every connection and takes no more clients.
    package func close() { listener.close() }

    /// The port that clients connect to.
    package var port: UInt16 { listener.port }

    /// Where clients find it.
    package var endpoint: String { listener.endpoint }

    /// The requests that came.
    package var requests: [Request] { seen.withLock { $0 } }

    /// `PUT /latest/api/token` and so on, of every request that came.
    package var lines: [String] { requests.map { "\($0.method) \($0.target)" } }

    /// How many connections came.
    package var connections: Int { listener.connections }

    private func serve(_ stream: TCPStream) throws {
        while true {
            let head = try HTTPHead(try stream.read(through: "\r\n\r\n"))
            let planned = takePlanned()
            var body: [UInt8] = []
            if case .early? = planned?.first {
            } else if case .counted(let count) = head.requestBody {
                while body.count < count { body += try stream.read(atMost: count - body.count) }
            }
            let request = Request(words: head.words, fields: head.fields, body: body)
            seen.withLock { $0.append(request) }
            for step in planned ?? [reply(to: request)] { try perform(step, on: stream) }
        }
    }

    /// The next part of a script; nil where the request itself decides.
    private func takePlanned() -> [Step]? {
        plan.withLock { plan in
            guard case .script(let script) = plan else { return nil }
            plan = .script(Array(script.dropFirst()))
            return script.first ?? [.close]
        }
    }

    private func reply(to request: Request) -> Step {
        guard case .reply(let reply) = plan.withLock({ $0 }) else { return .close }
        return reply(request)
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
