import HTTP
import TestSupport
import Testing

/// Requests to a server that answers whatever it is told.
@Suite struct HTTPClientTests {
    /// What became of one request.
    struct Result {
        let response: HTTPResponse?
        let body: String
        let error: HTTPError?
    }

    private func perform(
        _ client: HTTPClient,
        _ request: HTTPRequest,
        body: (any HTTPBody)? = nil,
        limit: Int = .max
    ) -> Result {
        var bytes: [UInt8] = []
        do throws(HTTPError) {
            let response = try client.perform(request, body: body) { _, piece in
                piece.withUnsafeBytes { bytes += $0 }
                return bytes.count < limit
            }
            return Result(
                response: response,
                body: String(decoding: bytes, as: UTF8.self),
                error: nil
            )
        } catch {
            return Result(response: nil, body: String(decoding: bytes, as: UTF8.self), error: error)
        }
    }

    private func get(
        _ steps: ScriptedServer.Step...,
        client: HTTPClient = .ofTest()
    ) throws -> Result {
        let server = try ScriptedServer([steps])
        defer { server.close() }
        return perform(client, HTTPRequest(.get, server.endpoint + "/x"))
    }

    @Test func `gives status, headers and body`() throws {
        let result = try get(
            .answer("200 OK", fields: ["X-Thing:  a thing "], body: Array("hello".utf8))
        )
        #expect(result.response?.status == 200)
        #expect(result.response?.header("x-THING") == "a thing")
        #expect(result.response?.header("content-length") == "5")
        #expect(result.body == "hello")
    }

    @Test func `gives the body of a failure too`() throws {
        let result = try get(.answer("404 Not Found", body: Array("gone".utf8)))
        #expect(result.response?.status == 404)
        #expect(result.body == "gone")
    }

    @Test func `follows no redirect`() throws {
        let result = try get(.answer("307 Moved", fields: ["Location: http://127.0.0.1:1/"]))
        #expect(result.response?.status == 307)
        #expect(result.response?.header("location") == "http://127.0.0.1:1/")
    }

    @Test func `forgets the head of an interim answer`() throws {
        let result = try get(
            .send(Array("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n".utf8)),
            .answer("200 OK", fields: ["X-Final: 2"])
        )
        #expect(result.response?.status == 200)
        #expect(result.response?.header("x-interim") == nil)
        #expect(result.response?.header("x-final") == "2")
    }

    @Test func `takes a body without a length`() throws {
        let result = try get(
            .send(
                Array(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                        .utf8
                )
            )
        )
        #expect(result.body == "abc")
    }

    @Test func `sends a request as it is, and nothing that nobody asked for`() throws {
        let server = try ScriptedServer([[.answer("200 OK")]])
        defer { server.close() }
        let url = server.endpoint + "/a/../b%20c?x=1"
        let headers = [HTTPHeader("X-One", "1"), HTTPHeader("X-Empty", "")]
        _ = perform(.ofTest(), HTTPRequest(.get, url, headers: headers))
        let request = try #require(server.requests.first)
        #expect(request.words == ["GET", "/a/../b%20c?x=1", "HTTP/1.1"])
        #expect(
            request.fields == [
                "host": "127.0.0.1:\(server.port)", "user-agent": "wal-archive",
                "accept": "*/*", "x-one": "1", "x-empty": "",
            ]
        )
    }

    @Test(arguments: [HTTPRequest.Method.put, .post])
    func `sends a body whole, its length before it`(method: HTTPRequest.Method) throws {
        let server = try ScriptedServer([[.answer("200 OK")]])
        defer { server.close() }
        let bytes = [UInt8]((0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let client = HTTPClient.ofTest()
        let result = perform(
            client,
            HTTPRequest(method, server.endpoint),
            body: BytesBody(bytes, piece: 65_537)
        )
        #expect(result.response?.status == 200)
        let request = try #require(server.requests.first)
        #expect(request.words.first == method.rawValue)
        #expect(request.fields["content-length"] == "1000003")
        #expect(request.fields["expect"] == nil)
        #expect(request.fields["transfer-encoding"] == nil)
        #expect(request.body == bytes)
    }

    @Test func `sends a body of nothing`() throws {
        let server = try ScriptedServer([[.answer("200 OK")]])
        defer { server.close() }
        let result = perform(
            .ofTest(),
            HTTPRequest(.put, server.endpoint),
            body: BytesBody([], piece: 1)
        )
        #expect(result.response?.status == 200)
        #expect(server.requests.first?.fields["content-length"] == "0")
    }

    @Test func `keeps the connection for the next request`() throws {
        let server = try ScriptedServer([
            [.answer("200 OK", body: Array("a".utf8))], [.answer("404 No", body: Array("b".utf8))],
            [.answer("200 OK", body: Array("c".utf8))],
        ])
        defer { server.close() }
        let client = HTTPClient.ofTest()
        let bodies = (0..<3).map { _ in
            perform(client, HTTPRequest(.get, server.endpoint)).body
        }
        #expect(bodies == ["a", "b", "c"])
        #expect(server.connections == 1)
    }

    @Test func `sends again what a kept connection swallowed`() throws {
        let server = try ScriptedServer([
            [.answer("200 OK"), .close], [.answer("200 OK", body: Array("b".utf8))],
        ])
        defer { server.close() }
        let client = HTTPClient.ofTest()
        _ = perform(client, HTTPRequest(.get, server.endpoint))
        let second = perform(
            client,
            HTTPRequest(.put, server.endpoint),
            body: BytesBody([1], piece: 1)
        )
        #expect(second.body == "b")
        #expect(server.requests.map(\.body) == [[], [1]])
    }

    @Test func `ends when its receiver has enough`() throws {
        let server = try ScriptedServer([
            [
                .answer("200 OK", body: [UInt8](repeating: 0x61, count: 5_000_000))
            ]
        ])
        defer { server.close() }
        let result = perform(.ofTest(), HTTPRequest(.get, server.endpoint), limit: 1)
        #expect(result.response?.status == 200)
        #expect(result.error == nil)
        #expect(result.body.utf8.count < 5_000_000)
    }

    @Test func `tells what passes in both directions`() throws {
        let server = try ScriptedServer([[.answer("200 OK", body: [1, 2, 3])]])
        defer { server.close() }
        let passed = Counter()
        let client = HTTPClient.ofTest { passed.count += $0 }
        _ = perform(
            client,
            HTTPRequest(.put, server.endpoint),
            body: BytesBody([UInt8](repeating: 7, count: 1000), piece: 300)
        )
        #expect(passed.count == 1003)
    }

    /// Why requests fail, and whether the server may have acted on them.
    @Test func `tells what broke an answer`() throws {
        let part = Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".utf8)
        for steps: [ScriptedServer.Step] in [
            [.close], [.reset], [.send(part), .close], [.send(part), .reset],
            [.send(Array("HTTP/1.1 200".utf8)), .close],
        ] {
            let server = try ScriptedServer([steps])
            defer { server.close() }
            let error = perform(.ofTest(), HTTPRequest(.get, server.endpoint)).error
            #expect(error?.cause == .broken)
            #expect(error?.mayHaveArrived == true)
            #expect(error?.description.hasPrefix("the connection broke: ") == true)
        }
    }

    @Test func `tells what is no HTTP`() throws {
        let error = try get(.send(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)), .close).error
        #expect(error?.cause == .badResponse)
    }

    @Test func `takes no endless head`() throws {
        let lines = (0..<1000).map { "X-\($0): y\r\n" }.joined()
        let error = try get(.send(Array("HTTP/1.1 200 OK\r\n\(lines)\r\n".utf8))).error
        #expect(error?.description == "the server's answer is no HTTP: its head is too long")
    }

    @Test func `tells who is not there`() throws {
        let server = try ScriptedServer([])
        server.close()
        // Another connection shows that the port is free again.
        let error = perform(.ofTest(), HTTPRequest(.get, "http://127.0.0.1:1/")).error
        #expect(error?.cause == .notConnected)
        #expect(error?.mayHaveArrived == false)
        #expect(error?.description.hasPrefix("could not connect to the server: ") == true)
        let client = HTTPClient.ofTest()
        for _ in 0..<2 {
            let nameless = perform(client, HTTPRequest(.get, "http://nobody.invalid/")).error
            #expect(nameless?.cause == .nameNotFound)
            #expect(
                nameless?.description
                    == "could not resolve the server's name: Could not resolve host: nobody.invalid"
            )
        }
    }

    @Test func `gives up a server that says nothing`() throws {
        let error = try get(.stall, client: .ofTest(waitLimit: .seconds(1))).error
        guard case .silent? = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.mayHaveArrived == true)
        #expect(error?.description.hasPrefix("the server let nothing pass for ") == true)
    }

    @Test func `gives up a server that says no more`() throws {
        let part = Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".utf8)
        let error = try get(.send(part), .stall, client: .ofTest(stallTime: .seconds(1))).error
        guard case .stalled? = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// With the length of what was sent it is more than a number holds.
    @Test func `takes any length that a server tells`() throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(UInt64.max)\r\n\r\n"
        let server = try ScriptedServer([[.send(Array(head.utf8)), .close]])
        defer { server.close() }
        let result = perform(
            .ofTest(),
            HTTPRequest(.put, server.endpoint),
            body: BytesBody([UInt8](repeating: 7, count: 1000), piece: 300)
        )
        #expect(result.response?.header("content-length") == "\(UInt64.max)", "\(result)")
    }

    @Test func `gives up a body that cannot be read`() throws {
        let server = try ScriptedServer([])
        defer { server.close() }
        let error = perform(
            .ofTest(),
            HTTPRequest(.put, server.endpoint),
            body: BrokenBody()
        ).error
        #expect(error?.description == "could not read what is to be sent: the disk is gone")
        #expect(error?.mayHaveArrived == false)
    }
}
