import Foundation
import TestSupport
import Testing

/// The proxy does what the other tests ask of it, and the server behind it is a real one.
@Suite(.timeLimit(.minutes(5))) struct FaultProxyTests {
    /// Longer than what one read takes.
    private let body = [UInt8](repeating: 0x41, count: 300_000)

    /// Puts an object into a bucket, and gives `curl` through a proxy to a body.
    private func withProxy(
        _ test: (FaultProxy, _ curl: ([String]) async throws -> Outcome) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let server = try await S3Server.shared()
            let bucket = try await S3Bucket(on: server, in: scratch)
            try await bucket.put(body, at: "object")
            let upload = try scratch.write(body, to: "upload")
            try await FaultProxy.with(before: server.port) { proxy in
                try await test(proxy) { options in
                    try await Command(
                        [
                            "/usr/bin/curl", "--silent", "--max-time", "20", "--noproxy", "*",
                            "--aws-sigv4", "aws:amz:us-east-1:s3", "--user",
                            "\(server.keys.identifier):\(server.keys.secret)", "--header",
                            "x-amz-content-sha256: UNSIGNED-PAYLOAD",
                        ]
                            + options.map {
                                $0.replacing("{url}", with: "\(proxy.endpoint)/\(bucket.name)")
                                    .replacing("{upload}", with: upload)
                            }
                    ).run()
                }
            }
            let left = try await bucket.get("object")
            expect(left ?? [], is: body)
        }
    }

    /// Compares bodies, whose bytes nobody wants to read if they differ.
    private func expect(
        _ bytes: some Collection<UInt8>,
        is expected: [UInt8],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let isSame = bytes.elementsEqual(expected)
        #expect(isSame, "\(bytes.count) bytes", sourceLocation: sourceLocation)
    }

    @Test func `without a fault everything passes`() async throws {
        try await withProxy { proxy, curl in
            let get = try await curl(["{url}/object"])
            #expect(get.status == 0)
            expect(get.output.utf8, is: body)
            // curl waits for leave to send, lists are chunked, and HEAD has no body.
            for options in [
                ["--upload-file", "{upload}", "--write-out", "%{http_code}", "{url}/copy"],
                ["--head", "--output", "/dev/null", "--write-out", "%{http_code}", "{url}/object"],
            ] {
                #expect(try await curl(options).output == "200")
            }
            let list = try await curl(["{url}/copy", "--output", "/dev/null", "{url}?list-type=2"])
            #expect(list.output.contains("<Key>copy</Key>"))
            #expect(proxy.requests.map(\.method) == ["GET", "PUT", "HEAD", "GET", "GET"])
            #expect(proxy.connections == 4, "two requests took one connection")
            #expect(proxy.occurrences == 0)
        }
    }

    @Test(arguments: Fault.Interruption.allCases, [0, 1, 200_000])
    func `an answer is interrupted`(what: Fault.Interruption, offset: Int) async throws {
        try await withProxy { proxy, curl in
            proxy.inject(.whileReceiving(what, after: offset))
            let get = try await curl(["--speed-limit", "1", "--speed-time", "1", "{url}/object"])
            #expect(get.status == [.reset: 56, .end: 18, .stall: 28, .flippedBit: 0][what])
            var expected = Array(body.prefix(what == .flippedBit ? body.count : offset))
            if what == .flippedBit { expected[offset] ^= 0x10 }
            let bytes = Array(get.output.utf8)
            // A reset overtakes what the client has not read yet.
            expect(bytes, is: what == .reset ? Array(expected.prefix(bytes.count)) : expected)
            #expect(proxy.occurrences == 1)
            let again = try await curl(["{url}/object"])
            expect(again.output.utf8, is: body)
        }
    }

    @Test(arguments: Fault.Interruption.allCases, [0, 1, 200_000])
    func `a request is interrupted`(what: Fault.Interruption, offset: Int) async throws {
        try await withProxy { proxy, curl in
            proxy.inject(.whileSending(what, after: offset), into: RequestPattern("PUT"))
            let options = ["--speed-limit", "1", "--speed-time", "1", "--upload-file", "{upload}"]
            let put = try await curl(options + ["--write-out", "%{http_code}", "{url}/new"])
            #expect(proxy.occurrences == 1)
            // The server stores a flipped bit whose digest nobody gave, and nothing that is cut off.
            #expect((put.status == 0) == (what == .flippedBit), "\(put)")
            let found = try await curl(["{url}/new", "--write-out", "%{http_code}"])
            #expect(found.output.suffix(3) == (what == .flippedBit ? "200" : "404"))
            let isBody = found.output.utf8.dropLast(3).elementsEqual(body)
            #expect(!isBody)
        }
    }

    @Test func `answers are made up, or lost`() async throws {
        try await withProxy { proxy, curl in
            let put = ["--upload-file", "{upload}", "--write-out", "%{http_code}", "{url}/lost"]
            proxy.inject(.answer(.slowDown), into: RequestPattern("PUT", suffix: "/lost"), times: 2)
            proxy.inject(.lostAnswer, into: RequestPattern("PUT"))
            let missing = try await curl(["{url}/lost", "--write-out", "%{http_code}"])
            #expect(missing.output.hasSuffix("404"))
            for _ in 1...2 {
                let answer = try await curl(put).output
                #expect(answer.contains("<Code>SlowDown</Code>"))
                #expect(answer.hasSuffix("503"))
            }
            let lost = try await curl(put)
            #expect(lost.status == 52 || lost.status == 56)
            let found = try await curl(["{url}/lost"])
            expect(found.output.utf8, is: body)
            #expect(proxy.occurrences == 3)
            proxy.inject(.answer(ScriptedAnswer("403 Forbidden", isEarly: true)))
            #expect(try await curl(put).output == "403")
        }
    }

    @Test func `a slow connection is slow, and a closed proxy refuses`() async throws {
        try await withProxy { proxy, curl in
            proxy.bytesPerSecond = 1_000_000
            proxy.latency = .milliseconds(100)
            let clock = ContinuousClock()
            let start = clock.now
            let slow = try await curl(["{url}/object"])
            #expect(slow.status == 0)
            #expect(clock.now - start > .milliseconds(400))
            proxy.close()
            let refused = try await curl(["{url}/object"])
            #expect(refused.status == 7)
        }
    }
}
