import Foundation

/// One client's connection through a proxy: request by request, in the thread that runs it.
final class ProxiedConnection {
    private let proxy: FaultProxy
    private let client: TCPStream
    private var server: TCPStream?

    /// Serves a client.
    init(_ client: TCPStream, of proxy: FaultProxy) {
        (self.client, self.proxy) = (client, proxy)
    }

    /// Lets requests and answers pass until the connection ends, then closes the server's side.
    func run() {
        do {
            while try exchange() {}
        } catch {
            // Whoever ended it, both sides are closed: the listener closes the client's.
        }
        if let server { proxy.close(server) }
    }

    /// One request and its answer; false if no other can follow.
    private func exchange() throws -> Bool {
        let head = try HTTPHead(client.read(through: "\r\n\r\n"))
        let request = ProxiedRequest(method: head.words[0], target: head.words[1])
        let fault = proxy.take(request)
        pause(proxy.latency)
        if case .answer(let answer) = fault { return try give(answer, to: head) }
        let server = try connectedServer()
        try server.send(head.bytes)
        if head.expectsContinue {
            let interim = try HTTPHead(server.read(through: "\r\n\r\n"))
            guard interim.status == 100 else { return try pass(interim, to: head, nil) }
            try client.send(interim.bytes)
        }
        var upward = Passage(interruption: nil, offset: 0)
        if case .whileSending(let what, let offset) = fault {
            upward = Passage(interruption: what, offset: offset)
        }
        try relay(head.requestBody, from: client, to: server, &upward)
        let answer = try HTTPHead(server.read(through: "\r\n\r\n"))
        if case .lostAnswer = fault { try interrupt(.reset) }
        return try pass(answer, to: head, fault)
    }

    /// Answers in the server's stead, once the body is there or before.
    private func give(_ answer: ScriptedAnswer, to request: HTTPHead) throws -> Bool {
        if answer.isEarly {
            try client.send(answer.bytes(to: request.words[0]))
            try client.waitForEnd()
        }
        if request.expectsContinue { try client.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
        var passage = Passage(interruption: nil, offset: 0)
        try relay(request.requestBody, from: client, to: nil, &passage)
        try client.send(answer.bytes(to: request.words[0]))
        return true
    }

    /// Gives the client the server's answer.
    private func pass(_ answer: HTTPHead, to request: HTTPHead, _ fault: Fault?) throws -> Bool {
        var downward = Passage(interruption: nil, offset: 0)
        if case .whileReceiving(let what, let offset) = fault {
            downward = Passage(interruption: what, offset: offset)
        }
        try client.send(answer.bytes)
        let body = answer.answerBody(to: request.words[0])
        if let server { try relay(body, from: server, to: client, &downward) }
        return !answer.isLast && body != .untilTheEnd
    }

    private func connectedServer() throws -> TCPStream {
        if let server { return server }
        let connected = try proxy.connectToServer()
        server = connected
        return connected
    }

    /// Passes a body on, or nowhere.
    private func relay(
        _ body: HTTPHead.Body,
        from source: TCPStream,
        to target: TCPStream?,
        _ passage: inout Passage
    ) throws {
        switch body {
        case .none: break
        case .counted(let count): try relay(count, from: source, to: target, &passage)
        case .untilTheEnd: try relay(.max, from: source, to: target, &passage)
        case .chunked:
            while true {
                let line = try source.read(through: "\r\n")
                try forward(line, to: target, &passage)
                let digits = String(decoding: line, as: UTF8.self).prefix { $0.isHexDigit }
                guard let size = Int(digits, radix: 16) else { throw ConnectionEnded() }
                guard size > 0 else { break }
                try relay(size + 2, from: source, to: target, &passage)
            }
            try forward(source.read(through: "\r\n"), to: target, &passage)
        }
    }

    private func relay(
        _ count: Int,
        from source: TCPStream,
        to target: TCPStream?,
        _ passage: inout Passage
    ) throws {
        var left = count
        while left > 0 {
            let bytes = try source.read(atMost: min(left, passage.limit))
            left -= bytes.count
            try forward(bytes, to: target, &passage)
        }
    }

    /// Passes bytes on at the proxy's speed; the fault happens when its place is reached.
    private func forward(
        _ bytes: [UInt8],
        to target: TCPStream?,
        _ passage: inout Passage
    ) throws {
        var bytes = bytes
        if let what = passage.interruption, passage.offset < passage.passed + bytes.count {
            passage.interruption = nil
            let place = passage.offset - passage.passed
            if what == .flippedBit {
                bytes[place] ^= 0x10
                proxy.count()
            } else {
                try target?.send(Array(bytes.prefix(place)))
                try interrupt(what)
            }
        }
        passage.passed += bytes.count
        if let rate = proxy.bytesPerSecond { pause(.seconds(1) * bytes.count / rate) }
        pause(proxy.queue(bytes.count))
        try target?.send(bytes)
    }

    /// Ends the connection as the fault says.
    private func interrupt(_ what: Fault.Interruption) throws {
        proxy.count()
        if what == .reset {
            client.resetOnClose()
            server?.resetOnClose()
        }
        if what == .stall { try client.waitForEnd() }
        throw ConnectionEnded()
    }

    private func pause(_ duration: Duration) {
        guard duration > .zero else { return }
        Thread.sleep(forTimeInterval: duration / .seconds(1))
    }

    /// How far a body has passed, and what is to happen on the way.
    private struct Passage {
        var interruption: Fault.Interruption?
        let offset: Int
        var passed = 0

        /// How much passes at once: little enough that a slow connection is evenly slow.
        let limit = 16 << 10
    }
}
