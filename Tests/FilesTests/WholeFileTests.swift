import Files
import SystemPackage
import TestSupport
import Testing

/// Small files read whole.
@Suite struct WholeFileTests {
    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func `reads all up to a limit`(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        try await ScratchDirectory.with { scratch in
            let path = FilePath(try scratch.write(bytes, to: "file"))
            for limit in [0, 1, count, count + 1, 1 << 20] {
                let expected = Array(bytes.prefix(limit))
                #expect(try WholeFile.read(path, limit: limit) == expected)
                #expect(try ReadableFile(opening: path).contents(limit: limit) == expected)
            }
        }
    }

    @Test func `is nil for a file that does not exist`() async throws {
        try await ScratchDirectory.with { scratch async throws in
            let path = scratch.filePath("nothing")
            #expect(try WholeFile.read(path, limit: 1) == nil)
        }
    }

    @Test(arguments: ["directory", "fifo", "dangling"])
    func `is an error for what is no file`(kind: String) async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory("directory")
            try scratch.makeFIFO("fifo")
            try scratch.link("dangling", to: "nowhere")
            let path = scratch.filePath(kind)
            #expect(throws: FileError(.open, path, .invalidArgument)) {
                try WholeFile.read(path, limit: 10)
            }
        }
    }

    @Test(.refusesCalls) func `is an error on a failing disk`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            #expect(throws: FileError(.read, path, .ioError)) {
                try onThread(refusing: [.read(.ioError)]) {
                    _ = try WholeFile.read(path, limit: 10)
                }
            }
        }
    }
}
