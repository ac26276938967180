import Files
import SystemPackage
import TestSupport
import Testing

/// Temporary files on file systems that cannot do all: no unnamed files, no links, no `/proc`.
@Suite(.refusesCalls) struct TemporaryNameTests {
    /// What a file system refuses, each way ending with a call that it does not refuse.
    static let poorSystems: [[RefusedCall]] = [
        [.unnamedFile(.notSupported)], [.unnamedFile(.isDirectory)],
        [.unnamedFile(.invalidArgument)], [.unnamedFile(.noFunction)],
        [.linkOfUnnamed(.noSuchFileOrDirectory)], [.linkOfUnnamed(.notPermitted)],
        [.link(.notPermitted)], [.link(.notSupported)], [.link(.noFunction)],
        [.link(.tooManyLinks)], [.unnamedFile(.notSupported), .link(.notPermitted)],
    ]

    /// The same without any call that creates exclusively.
    static let poorestSystems: [[RefusedCall]] =
        [Errno.invalidArgument, .noFunction, .notSupported].flatMap { reason in
            [
                [.link(.notPermitted), .renameNoReplace(reason)],
                [
                    .unnamedFile(.notSupported), .link(.notSupported), .renameNoReplace(reason),
                ],
            ]
        }

    /// Longer than what is copied at a time.
    private static let bytes = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 11) }

    /// Publishes a file; tells what came of it and the names beside it before.
    private func publish(
        _ refused: [RefusedCall],
        once: CreateOnce,
        in scratch: ScratchDirectory,
        bytes: [UInt8] = [1]
    ) throws -> (publication: Publication, before: [String]) {
        try onThread(refusing: refused) {
            let file = try scratch.temporaryFile(bytes, mode: 0o600)
            let before = try scratch.names()
            return (try file.publish(as: "file", once: once), before)
        }
    }

    @Test(arguments: poorSystems)
    func `publishes by what there is`(refused: [RefusedCall]) async throws {
        try await ScratchDirectory.with { scratch in
            let result = try publish(refused, once: .atomic, in: scratch, bytes: Self.bytes)
            #expect(result.publication == .published)
            let isNamed = result.before.allSatisfy { $0.hasPrefix("our-") && $0.hasSuffix(".tmp") }
            #expect(isNamed)
            #expect(try scratch.names() == ["file"])
            let isWhole = try Disk.read(scratch.path("file")) == Self.bytes
            #expect(isWhole)
            #expect(try Disk.mode(of: scratch.path("file")) == 0o600)
        }
    }

    @Test(arguments: poorSystems + poorestSystems, CreateOnce.allCases)
    func `never replaces what has its name`(
        refused: [RefusedCall],
        once: CreateOnce
    ) async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.write("old", to: "file")
            let result = try publish(refused, once: once, in: scratch).publication
            #expect(result == .nameTaken || (once == .atomic && result == .cannotCreateOnce))
            #expect(try scratch.text("file") == "old")
            #expect(try scratch.names() == ["file"])
        }
    }

    @Test(arguments: poorestSystems)
    func `refuses where nothing creates exclusively`(refused: [RefusedCall]) async throws {
        try await ScratchDirectory.with { scratch in
            let result = try publish(refused, once: .atomic, in: scratch).publication
            #expect(result == .cannotCreateOnce)
            #expect(try scratch.names() == [])
        }
    }

    @Test(arguments: poorestSystems)
    func `looks, then renames, if that is allowed`(refused: [RefusedCall]) async throws {
        try await ScratchDirectory.with { scratch in
            let result = try publish(refused, once: .testThenPut, in: scratch, bytes: [4, 5])
            #expect(result.publication == .published)
            #expect(try scratch.names() == ["file"])
            #expect(try Disk.read(scratch.path("file")) == [4, 5])
            try scratch.link("dangling", to: "nowhere")
            let second = try onThread(refusing: refused) {
                try scratch.temporaryFile([1]).publish(as: "dangling", once: .testThenPut)
            }
            #expect(second == .nameTaken)
        }
    }

    @Test(arguments: poorSystems)
    func `keeps the permissions that were set`(refused: [RefusedCall]) async throws {
        try await ScratchDirectory.with { scratch in
            _ = try onThread(refusing: refused) {
                let file = try scratch.temporaryFile([1], mode: 0o600)
                try file.setMode(FilePermissions(rawValue: 0o640))
                return try file.publish(as: "file", once: .atomic)
            }
            #expect(try Disk.mode(of: scratch.path("file")) == 0o640)
        }
    }
}
