import Archive
import Codec
import Crypto
import Files
import Stores
import SystemPackage
import TestStores
import TestSupport
import Testing
import WAL

/// The digest beside a plain object, in sha256sum's format.
@Suite struct DigestFileTests {
    private static let name = WALFixture().name
    private let segment = WALFixture()
    private let key = ObjectKey(WALFixture().file)

    private func digest(_ bytes: [UInt8]) throws -> SHA256Digest {
        try Archived.identity(bytes).digest
    }

    private func archive(_ scratch: ScratchDirectory) throws -> DirectoryStore {
        DirectoryStore(path: FilePath(try scratch.directory("archive")), once: .atomic)
    }

    private func push(_ store: DirectoryStore) throws -> PushOutcome.Way {
        let push = Push(
            store: store,
            memory: NoMemory(),
            clock: ManualClock(),
            options: Push.Options(
                compressionLevel: nil,
                checksWAL: true,
                retry: RetryPolicy(budget: .zero)
            ),
            system: .sample,
            localHistories: { _ in [] }
        )
        var random = SplitMix64(state: 1)
        return try push.run(
            segment.file,
            source: MemorySource(segment.contents),
            random: &random
        ).way
    }

    private func text(_ scratch: ScratchDirectory) throws -> String {
        try Disk.text(scratch.path("archive/\(Self.name).sha256"))
    }

    @Test func `is what sha256sum checks`() async throws {
        try await ScratchDirectory.with { scratch in
            let way = try push(archive(scratch))
            #expect(way == .archived)
            #expect(try text(scratch) == "\(digest(segment.contents))  \(Self.name)\n")
        }
    }

    @Test func `is exchanged where an object that is gone left it`() async throws {
        try await ScratchDirectory.with { scratch in
            let store = try archive(scratch)
            try scratch.write(
                Array("\(digest([1]))  \(Self.name)\n".utf8),
                to: "archive/\(Self.name).sha256"
            )
            #expect(try push(store) == .archived)
            #expect(try store.object(key)?.recordedDigest == .digest(digest(segment.contents)))
        }
    }

    @Test(arguments: ["", "garbage\n", "\(name)\n", String(repeating: "a", count: 5000)])
    func `is exchanged where it was unreadable`(old: String) async throws {
        try await ScratchDirectory.with { scratch in
            let store = try archive(scratch)
            try scratch.write(Array(old.utf8), to: "archive/\(Self.name).sha256")
            #expect(try push(store) == .archived)
            #expect(try store.object(key)?.recordedDigest == .digest(digest(segment.contents)))
        }
    }

    @Test func `is written by the next push after a crash before it`() async throws {
        try await ScratchDirectory.with { scratch in
            let store = try archive(scratch)
            try scratch.write(Archived.marker().bytes, to: "archive/wal-archive.cluster")
            try scratch.write(segment.contents, to: "archive/\(Self.name)")
            #expect(try store.object(key)?.recordedDigest == StoredObject.RecordedDigest.none)
            #expect(try push(store) == .alreadyArchived)
            #expect(try store.object(key)?.recordedDigest == .digest(digest(segment.contents)))
        }
    }

    @Test func `is not believed of an object that has another`() async throws {
        try await ScratchDirectory.with { scratch in
            let store = try archive(scratch)
            #expect(try push(store) == .archived)
            var damaged = segment.contents
            damaged[70_000] ^= 1
            try scratch.write(damaged, to: "archive/\(Self.name)")
            let failure = #expect(throws: RetryFailure<PushError>.self) { try push(store) }
            let defect = FileDefect.otherDigestBeside(
                try digest(damaged),
                recorded: try digest(segment.contents)
            )
            let local = LocalCopy(digest: try digest(segment.contents), lsn: LSN(0x11_1170))
            #expect(failure?.last == .storedDefect(defect, beside: local))
            #expect(try Disk.read(scratch.path("archive/\(Self.name)")) == damaged)
        }
    }

    @Test func `is damaged where it is not in that form`() async throws {
        try await ScratchDirectory.with { scratch in
            let store = try archive(scratch)
            try scratch.write(segment.contents, to: "archive/\(Self.name)")
            let right = "\(try digest(segment.contents))  \(Self.name)\n"
            for wrong in [
                "", "\n", String(right.dropLast()), right + "\n", " " + right, "\0" + right,
                right.uppercased(), String(right.dropFirst()), String(right.prefix(20)),
                right.replacing("  ", with: " "), right.replacing(Self.name, with: "other"),
                "\(try digest([]))  other\n",
            ] {
                try scratch.write(Array(wrong.utf8), to: "archive/\(Self.name).sha256")
                #expect(try store.object(key)?.recordedDigest == .unreadable, "\(wrong)")
            }
        }
    }

    @Test func `is read as every sha256sum writes it`() async throws {
        try await ScratchDirectory.with { scratch in
            let store = try archive(scratch)
            try scratch.write(segment.contents, to: "archive/\(Self.name)")
            let digest = try digest(segment.contents)
            for end in ["\n", "\r\n"] {
                for form in [
                    "  \(Self.name)", " *\(Self.name)", "  ./\(Self.name)",
                    " */mnt/archive/\(Self.name)", "  -", "",
                ] {
                    try scratch.write(
                        Array("\(digest)\(form)\(end)".utf8),
                        to: "archive/\(Self.name).sha256"
                    )
                    #expect(try store.object(key)?.recordedDigest == .digest(digest), "\(form)")
                }
            }
        }
    }

    @Test func `is none in somebody's text, with a warning`() async throws {
        try await ScratchDirectory.with { scratch in
            let store = try archive(scratch)
            try scratch.write(segment.contents, to: "archive/\(Self.name)")
            try scratch.write(Array("checked on Monday\n".utf8), to: "archive/\(Self.name).sha256")
            #expect(try store.object(key)?.recordedDigest == .foreign)
            let name = try #require(ArchivedFileName(Self.name))
            let line = Verifier(store: store, checksWAL: true, system: nil).verify(name).description
            #expect(
                line.hasPrefix("\(Self.name): sound, plain, 1048576 bytes in 1048576, SHA-256 ")
            )
            #expect(line.hasSuffix(", what stands beside it as .sha256 holds no digest"))
        }
    }

    @Test func `is not looked for beside a compressed object`() async throws {
        try await ScratchDirectory.with { scratch in
            let store = try archive(scratch)
            try scratch.write(Archived.zstd(segment.contents), to: "archive/\(Self.name)")
            try scratch.write([1, 2, 3], to: "archive/\(Self.name).sha256")
            #expect(try store.object(key)?.recordedDigest == StoredObject.RecordedDigest.none)
        }
    }
}
