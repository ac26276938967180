import SystemPackage
import TestSupport
import Testing

@testable import Cluster

/// What postmaster.pid says of the server.
@Suite struct PostmasterFileTests {
    private static let whole =
        "4711\n/data\n1700000000\n5432\n/run\nlocalhost\n   12345  7\nready   \n"

    @Test(arguments: ["starting", "stopping", "ready   ", "standby "])
    func `tells process and status`(status: String) throws {
        let text = "4711\n/data\n1700000000\n5432\n/run\n*\n  12345  7\n\(status)\n"
        let file = try #require(PostmasterFile(text: text))
        #expect(file.processID == 4711)
        #expect(file.status == String(status.prefix { $0 != " " }))
        #expect(file.isStopping == (status == "stopping"))
    }

    @Test func `tells no status before its line is there`() throws {
        let lines = Self.whole.split(separator: "\n", omittingEmptySubsequences: false)
        for count in 1...7 {
            let text = lines.prefix(count).joined(separator: "\n")
            for ending in ["", "\n"] {
                let file = try #require(PostmasterFile(text: text + ending))
                #expect(file.processID == 4711)
                #expect(file.status == nil)
                #expect(!file.isStopping)
            }
        }
    }

    @Test func `is never taken for stopping where it was cut off`() throws {
        let text = "4711\n/stopping\nstopping\nstopping\nstopping\nstopping\nstopping\nready\n"
        for length in text.indices {
            #expect(PostmasterFile(text: String(text[..<length]))?.isStopping != true)
        }
    }

    @Test(arguments: [
        "", "\n", "garbage", "x4711\n", " 4711\n", "99999999999\n", "\0\0\0", "4711 \n",
    ])
    func `is none where the first line is no number`(text: String) {
        #expect(PostmasterFile(text: text) == nil)
    }

    @Test(arguments: [("1\n", true), ("-1\n", true), ("0\n", false), ("-2147483648\n", false)])
    func `tells whether the process lives, a single user's too`(text: String, isAlive: Bool) throws
    {
        #expect(try #require(PostmasterFile(text: text)).isAlive == isAlive)
    }

    @Test func `tells that a process is gone`() async throws {
        let process = try await Command(["/bin/sh", "-c", "echo $$"]).succeed()
        #expect(try #require(PostmasterFile(text: process + "\n")).isAlive == false)
    }

    @Test func `is none where there is no file`() async throws {
        try await ScratchDirectory.with { scratch in
            // Not at the top, where the scratch directory ends the servers that it finds.
            _ = try scratch.directory("site")
            let path = try DataDirectoryFixture(in: scratch, name: "site/data").path
            let directory = DataDirectory(path: FilePath(path))
            #expect(PostmasterFile(of: directory) == nil)
            try scratch.write(Array(Self.whole.utf8), to: "site/data/postmaster.pid")
            #expect(PostmasterFile(of: directory)?.status == "ready")
            try Disk.remove("\(path)/postmaster.pid")
            _ = try scratch.directory("site/data/postmaster.pid")
            #expect(PostmasterFile(of: directory) == nil)
        }
    }
}
