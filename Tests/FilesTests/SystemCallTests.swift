import Files
import SystemPackage
import TestSupport
import Testing

/// Calls that signals interrupt.
@Suite(.refusesCalls) struct SystemCallTests {
    @Test func `a call that is always interrupted ends with an error`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            let file = try ReadableFile(opening: path)
            #expect(throws: FileError(.read, path, .interrupted)) {
                try onThread(refusing: [.read(.interrupted)]) {
                    var buffer: [UInt8] = [0]
                    _ = try file.read(at: 0, into: &buffer)
                }
            }
        }
    }
}
