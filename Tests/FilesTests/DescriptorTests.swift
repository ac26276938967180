import Files
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Descriptors with one owner.
@Suite struct DescriptorTests {
    /// What a descriptor's number stands for in this process.
    private func target(of descriptor: Int32) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        guard count >= 0 else { return nil }
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    @Test func `is closed with its owner`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            var number: Int32 = -1
            do {
                let descriptor = try Descriptor(opening: path, flags: O_RDONLY)
                number = descriptor.rawValue
                #expect(target(of: number) == path.string)
                #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
                #expect(try descriptor.status(path: path).length == 1)
            }
            // Another thread may have got the number since, but never for this file.
            #expect(target(of: number) != path.string)
        }
    }

    @Test func `is closed on request`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            let descriptor = try Descriptor(opening: path, flags: O_RDONLY)
            let number = descriptor.rawValue
            try descriptor.close(path: path)
            #expect(target(of: number) != path.string)
        }
    }

    @Test func `tells a failure to open from one to create`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = scratch.filePath("none/file")
            #expect(throws: FileError(.open, path, .noSuchFileOrDirectory)) {
                _ = try Descriptor(opening: path, flags: O_RDONLY)
            }
            #expect(throws: FileError(.create, path, .noSuchFileOrDirectory)) {
                _ = try Descriptor(opening: path, flags: O_RDWR | O_CREAT, mode: .ownerReadWrite)
            }
        }
    }

    @Test func `creates with a mode`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = scratch.filePath("new")
            let flags = O_RDWR | O_CREAT | O_EXCL
            let mode = FilePermissions(rawValue: 0o600)
            try Descriptor(opening: path, flags: flags, mode: mode).close(path: path)
            #expect(try Disk.mode(of: path.string) == 0o600)
            #expect(throws: FileError(.create, path, .fileExists)) {
                _ = try Descriptor(opening: path, flags: flags, mode: mode)
            }
        }
    }

    @Test(.refusesCalls) func `tells what the system says of closing`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.write("x", to: "file")
            #expect(throws: FileError(.close, path, .ioError)) {
                try onThread(refusing: [.close(.ioError)]) {
                    try Descriptor(opening: path, flags: O_RDONLY).close(path: path)
                }
            }
        }
    }
}
