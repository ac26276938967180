import Crypto
import FrontEnd
import SystemPackage
import TestSupport
import Testing

/// `wal-archive resolve` and `adopt`.
@Suite struct ResolveCommandTests {
    private static let name = ArchiveFixture.name(5)

    /// An archive, and another segment that claims a name in it, in a data directory.
    private struct Dispute {
        let archive: ArchiveFixture
        let data: DataDirectoryFixture

        init(in scratch: ScratchDirectory) throws {
            archive = try ArchiveFixture(in: scratch)
            data = try DataDirectoryFixture(in: scratch)
            var other = WALStream(segment: 5)
            var random = SplitMix64(state: 77)
            other.fillSegment(random: &random)
            try data.write(other.segment(0), as: ResolveCommandTests.name)
        }

        var local: String { "\(data.path)/pg_wal/\(ResolveCommandTests.name)" }

        func run(_ words: [String]) -> CommandResult {
            RecordedCall(words + ["--archive", archive.url], directory: data.path).run()
        }

        func push() -> CommandResult {
            let words = ["--archive", archive.url, local, ResolveCommandTests.name]
            let invocation = Invocation(
                arguments: words.map { Argument($0) },
                environment: [:],
                workingDirectory: FilePath(data.path),
                defaultConfigFile: "/nowhere/wal-archive.conf"
            )
            return PushCommand(invocation, exit: Self.endedByWatch).run()
        }

        private static let endedByWatch: @Sendable (CommandResult) -> Never = { result in
            fatalError("the watch ended a call that no test expects to end: \(result)")
        }
    }

    private func with(_ body: (Dispute) throws -> Void) async throws {
        try await ScratchDirectory.with { try body(Dispute(in: $0)) }
    }

    private func digest(_ path: String) throws -> String {
        let bytes = try Disk.read(path)
        return try SHA256.digest(of: bytes.span.bytes).description
    }

    @Test func `shows both and changes nothing`() async throws {
        try await with { dispute in
            let (archive, local) = (dispute.archive, dispute.local)
            let before = try Disk.names(in: archive.path)
            let result = dispute.run(["resolve", Self.name, local])
            #expect(result.status == 3)
            let start = "\(Self.name): differs from LSN 0/5000"
            #expect(result.output.first?.hasPrefix(start) == true, "\(result)")
            #expect(try Disk.names(in: archive.path) == before)
        }
    }

    @Test func `keeps the archived file, and the local one beside it`() async throws {
        try await with { dispute in
            let (archive, local) = (dispute.archive, dispute.local)
            #expect(dispute.push().status == 1)
            let archived = try digest(archive.object(Self.name))
            let result = dispute.run(["resolve", Self.name, local, "--keep", "archived"])
            #expect(result.status == 0, "\(result)")
            let kept = try "\(Self.name).conflict.\(digest(local).prefix(16))"
            #expect(
                result.output == [
                    "\(Self.name): the archived file counts, the local one is \(kept)"
                ]
            )
            #expect(try digest(archive.object(Self.name)) == archived)
            let pushed = dispute.push()
            #expect(pushed.status == 0)
            #expect(pushed.errors.first?.contains("an operator decided") == true)
            #expect(dispute.run(["show", kept]).status == 0)
        }
    }

    @Test func `keeps the local file, and the archived one beside it`() async throws {
        try await with { dispute in
            let (archive, local) = (dispute.archive, dispute.local)
            let archived = try digest(archive.object(Self.name))
            let words = ["--keep", "local", "--compression", "none"]
            let first = dispute.run(["resolve", Self.name, local] + words)
            #expect(first.status == 0, "\(first)")
            let again = dispute.run(["resolve", Self.name, local] + words)
            #expect(again.status == 0, "\(again)")
            let kept = "\(Self.name).conflict.\(archived.prefix(16))"
            #expect(try digest(archive.object(kept)) == archived)
            let placed = try digest(archive.object(Self.name))
            let wanted = try digest(local)
            #expect(placed == wanted)
            let sidecar = try Disk.text(archive.object(Self.name + ".sha256"))
            #expect(sidecar == "\(wanted)  \(Self.name)\n")
            #expect(dispute.push().status == 0)
        }
    }

    @Test func `adopts what cp left, but for what is damaged`() async throws {
        try await with { dispute in
            let archive = dispute.archive
            var bytes = try Disk.read(archive.object(Self.name))
            bytes[600_000] ^= 1
            try Disk.write(bytes, to: archive.object(Self.name))
            let result = dispute.run(["adopt"])
            #expect(result.status == 3, "\(result)")
            #expect(
                result.output.last
                    == "\(archive.url) is the archive of system 7312345678901234567:"
                    + " 8 digests recorded, 0 were there, 0 have no place for one,"
                    + " 1 files are not sound"
            )
            #expect(Disk.exists(archive.object("wal-archive.cluster")))
            #expect(!Disk.exists(archive.object(Self.name + ".sha256")))
            let again = dispute.run(["adopt"])
            #expect(again.output.last?.contains(" 0 digests recorded, 8 were there") == true)
        }
    }
}
