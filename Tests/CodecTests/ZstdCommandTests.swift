import Codec
import TestSupport
import Testing

/// The `zstd` command reads what is stored here, and what it makes is read here.
@Suite(.enabled(if: Disk.exists("/usr/bin/zstd"), "the command zstd is not installed"))
struct ZstdCommandTests {
    private static let command = "/usr/bin/zstd"

    /// Makes an object of plain bytes with the command.
    private func object(
        _ plain: [UInt8],
        _ options: [String],
        in scratch: ScratchDirectory
    ) async throws -> [UInt8] {
        let source = try scratch.write(plain, to: "plain")
        let line = [Self.command, "-q", "-f"] + options + [source, "-o", scratch.path("object")]
        try await Command(line).succeed()
        return try Disk.read(scratch.path("object"))
    }

    @Test(arguments: [0, 1, 21, 1 << 20, (16 << 20) + 1])
    func `reads the stored form of a file`(count: Int) async throws {
        let plain = plainBytes(count)
        try await ScratchDirectory.with { scratch in
            let source = try scratch.write(try Stored(plain).bytes, to: "stored")
            let target = scratch.path("plain")
            try await Command([Self.command, "-q", "-t", source]).succeed()
            try await Command([Self.command, "-q", "-d", source, "-o", target]).succeed()
            expect(try Disk.read(target), are: plain)
        }
    }

    @Test(arguments: [
        [], ["-1"], ["-19"], ["--fast=5"], ["--no-check"], ["--long=27"], ["--rsyncable"],
        ["--no-content-size"],
    ])
    func `makes objects that are read`(options: [String]) async throws {
        let plain = plainBytes(600_000)
        try await ScratchDirectory.with { scratch in
            let stored = try await object(plain, options, in: scratch)
            for piece in [7, .max] {
                let decoded = try Decoded(stored, piece: piece)
                expect(decoded.plain, are: plain)
                #expect(decoded.object.form == .zstd && decoded.object.frame == nil)
                #expect(try decoded.object.digest == digest(plain))
            }
        }
    }

    @Test(arguments: [0, 1, 1 << 17, 1 << 18, (1 << 18) + 1, 1 << 20, 16 << 20])
    func `makes objects of any size that are read`(count: Int) async throws {
        let plain = plainBytes(count)
        try await ScratchDirectory.with { scratch in
            for options in [[], ["--no-check"], ["-19"]] where count <= 1 << 20 || options == [] {
                let stored = try await object(plain, options, in: scratch)
                for piece in [4096, 1 << 18, .max] {
                    let decoded = try? Decoded(stored, piece: piece)
                    expect(decoded?.plain, are: plain, "\(options) in pieces of \(piece)")
                }
            }
        }
    }

    @Test(arguments: [1 << 20, 16 << 20])
    func `makes objects of segments that end early that are read`(size: Int) async throws {
        var fixture = WALFixture(seed: nil)
        fixture.size = size
        let plain = fixture.bytes()
        try await ScratchDirectory.with { scratch in
            let decoded = try Decoded(try await object(plain, [], in: scratch), piece: 1 << 18)
            expect(decoded.plain, are: plain)
        }
    }

    @Test func `makes several frames that are read as one file`() async throws {
        let pieces = [plainBytes(1000, seed: 1), [], plainBytes(300_000, seed: 2)]
        let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let empty: [UInt8] = [0x5F, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]
        try await ScratchDirectory.with { scratch in
            var stored = skipped + empty
            for piece in pieces {
                stored += try await object(piece, [], in: scratch) + skipped
            }
            for piece in [1, .max] {
                let decoded = try Decoded(stored, piece: piece)
                expect(decoded.plain, are: pieces.flatMap(\.self))
                #expect(decoded.object.frame == nil)
            }
        }
    }

    @Test(arguments: [24, 25, 28])
    func `makes objects of which some need more memory than is given`(log: Int) async throws {
        let line = "head -c 3000000 /dev/zero | \(Self.command) -q --ultra --long=\(log) >\"$1\""
        try await ScratchDirectory.with { scratch in
            let target = scratch.path("object")
            try await Command(["/bin/sh", "-c", line, "sh", target]).succeed()
            let stored = try Disk.read(target)
            if log > 24 {
                #expect(throws: CodecError.windowTooLarge) { try Decoded(stored) }
            } else {
                #expect(try Decoded(stored).plain.count == 3_000_000)
            }
        }
    }

    @Test(arguments: [("gzip", StoredForm.gzip), ("lz4", .lz4), ("xz", .xz)])
    func `makes other forms that are refused by name`(
        format: String,
        form: StoredForm
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let stored = try await object(plainBytes(1000), ["--format=\(format)"], in: scratch)
            #expect(throws: CodecError.unsupportedForm(form)) { try Decoded(stored) }
        }
    }
}
