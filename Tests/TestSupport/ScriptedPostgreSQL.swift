/// A server that speaks as much of PostgreSQL's protocol as a replication connection needs, and
/// answers what it is told: for versions that cannot be had, and for what no server does when asked.
package final class ScriptedPostgreSQL: Sendable {
    /// What it sends for a command; nil: nothing, and it stays silent for ever.
    package typealias Answers = @Sendable (String) -> [UInt8]?

    private let listener: LoopbackListener

    /// Listens and serves.
    ///
    /// - Parameter version: as the server writes it, `14.10`.
    package init(version: String, answers: @escaping Answers) throws {
        listener = try LoopbackListener()
        listener.start { client in
            try Self.serve(client, version, answers)
        }
    }

    deinit { listener.close() }

    /// How it is reached.
    package var connection: String {
        "host=127.0.0.1 port=\(listener.port) user=postgres sslmode=disable gssencmode=disable"
    }

    private static func serve(
        _ client: TCPStream,
        _ version: String,
        _ answers: Answers
    ) throws {
        _ = try exactly(number(try exactly(4, client)) - 4, client)
        try client.send(
            message("R", bytes(0)) + message("S", text("server_version") + text(version))
                + message("K", bytes(1) + bytes(2)) + message("Z", [UInt8(ascii: "I")])
        )
        while true {
            let kind = try exactly(1, client)
            let body = try exactly(number(try exactly(4, client)) - 4, client)
            guard kind == [UInt8(ascii: "Q")] else { return }
            let command = String(decoding: body.dropLast(), as: UTF8.self)
            guard let answer = answers(command) else {
                try client.waitForEnd()
                return
            }
            try client.send(answer)
        }
    }

    private static func exactly(_ count: Int, _ client: TCPStream) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += try client.read(atMost: count - bytes.count) }
        return bytes
    }

    /// Rows of a command, and its end.
    package static func rows(_ rows: [[String?]]) -> [UInt8] {
        let columns = rows.first?.count ?? 0
        let type = bytes(25) + [255, 255] + bytes(-1)
        let column = text("column") + bytes(0) + [0, 0] + type + [0, 0]
        let description = short(columns) + (0..<columns).flatMap { _ in column }
        let data = rows.flatMap { row in
            let values = row.flatMap { value in
                value.map { bytes(Int32($0.utf8.count)) + Array($0.utf8) } ?? bytes(-1)
            }
            return message("D", short(row.count) + values)
        }
        return message("T", description) + data + message("C", text("SELECT"))
    }

    /// A copy of some rows, each as it is.
    package static func copy(_ rows: [[UInt8]]) -> [UInt8] {
        message("H", [0, 0, 0]) + rows.flatMap { message("d", $0) } + message("c", [])
    }

    /// The end of a command's answer.
    package static var ready: [UInt8] { message("Z", [UInt8(ascii: "I")]) }

    private static func message(_ kind: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
        [UInt8(ascii: kind)] + bytes(Int32(body.count + 4)) + body
    }

    private static func bytes(_ number: Int32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private static func short(_ number: Int) -> [UInt8] {
        [UInt8(number >> 8), UInt8(number & 255)]
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    private static func number(_ bytes: [UInt8]) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }
}
