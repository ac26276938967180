import Glibc
import SystemPackage
import Tar
import TestSupport
import Testing

@testable import Backup

/// Files of settings go into a tar archive and come back.
@Suite struct SavedConfigurationTests {
    private func withDirectory(_ test: (ScratchDirectory, FilePath) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory("main")
            _ = try scratch.directory("main/conf.d")
            try scratch.write(Array("port = 5433\n".utf8), to: "main/postgresql.conf")
            try scratch.write([0, 255], to: "main/conf.d/b.conf")
            try test(scratch, FilePath(scratch.path("main")))
        }
    }

    @Test func `they come back with their modes, as often as one asks`() async throws {
        try await withDirectory { scratch, path in
            let saved = try SavedConfiguration(of: path)
            #expect(
                saved.members.map(\.path) == ["conf.d", "conf.d/b.conf", "postgresql.conf"]
            )
            let read = try SavedConfiguration(saved.bytes, name: "x")
            #expect(read.members.map(\.content) == saved.members.map(\.content))
            let target = scratch.path("15/main")
            for _ in 0..<2 { try read.write(into: FilePath(target), owner: nil) }
            #expect(try Disk.read("\(target)/conf.d/b.conf") == [0, 255])
            #expect(try Disk.text("\(target)/postgresql.conf") == "port = 5433\n")
            #expect(try Disk.names(in: target) == ["conf.d", "postgresql.conf"])
            #expect(try Disk.mode(of: "\(target)/postgresql.conf") == 0o600)
            #expect(try Disk.mode(of: "\(target)/conf.d") == 0o700)
        }
    }

    @Test func `what is there and differs stays, and nothing is written`() async throws {
        try await withDirectory { scratch, path in
            let saved = try SavedConfiguration(of: path)
            try Disk.write(Array("port = 5434\n".utf8), to: "\(path)/postgresql.conf")
            try Disk.remove("\(path)/conf.d/b.conf")
            #expect(
                throws: BackupError.refused(
                    "\"\(path)/postgresql.conf\" is there already, and is not what the backup has"
                        + " HINT: Leave out --with-configuration, or move \"\(path)\" away."
                )
            ) {
                try saved.write(into: path, owner: nil)
            }
            #expect(!Disk.exists("\(path)/conf.d/b.conf"))
        }
    }

    @Test func `a link counts as its file, but not to the log nor to the data`() async throws {
        try await withDirectory { scratch, path in
            try scratch.write([1], to: "elsewhere")
            for (name, target) in [
                ("pg_hba.conf", "elsewhere"), ("log", "elsewhere"), ("x", "main"),
            ] {
                try FilePath(scratch.path(target)).link(as: "\(path)/\(name)")
            }
            let saved = try SavedConfiguration(of: path)
            #expect(
                saved.members.map(\.path)
                    == ["conf.d", "conf.d/b.conf", "pg_hba.conf", "postgresql.conf"]
            )
            #expect(saved.members[2].content == [1])
        }
    }

    @Test func `a directory of anything else is refused`() async throws {
        try await withDirectory { scratch, path in
            try scratch.write([UInt8](repeating: 0, count: (16 << 20) + 1), to: "main/core")
            let error = #expect(throws: BackupError.self) { try SavedConfiguration(of: path) }
            let expected = "\"\(path)\" holds more than settings: 1000 files, 16 MiB"
            #expect(error?.description.hasPrefix(expected) == true)
        }
    }

    @Test func `an archive that was cut off is none`() async throws {
        try await withDirectory { _, path in
            let bytes = try SavedConfiguration(of: path).bytes
            #expect(throws: BackupError.self) {
                try SavedConfiguration(Array(bytes.prefix(700)), name: "x")
            }
        }
    }
}

extension FilePath {
    /// Makes a symbolic link that leads here.
    fileprivate func link(as name: String) throws {
        guard symlink(string, name) == 0 else { throw HarnessError("symlink: errno \(errno)") }
    }
}
