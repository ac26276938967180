import Config
import Files
import SystemPackage
import TestSupport
import Testing

/// The file of settings: where it is, and what of it is read.
@Suite struct SettingsFileTests {
    @Test func `is known by its path`() {
        #expect(SettingsFile.defaultPath == "/etc/wal-archive/wal-archive.conf")
    }

    @Test func `reads settings in their order, with their lines`() throws {
        let text = "# first\n\narchive = 'file:///a'\r\nstrict on\n  \nstrict=off # again"
        #expect(
            try given(text) == [
                GivenSetting(
                    key: .archive,
                    value: "file:///a",
                    source: .file(settingsPath, line: 3)
                ),
                GivenSetting(key: .strict, value: "on", source: .file(settingsPath, line: 4)),
                GivenSetting(key: .strict, value: "off", source: .file(settingsPath, line: 6)),
            ]
        )
        #expect(try given("") == [])
    }

    @Test func `reads a file`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = FilePath(try scratch.write(Array("strict = on\n".utf8), to: "conf"))
            let expected = GivenSetting(key: .strict, value: "on", source: .file(path, line: 1))
            #expect(try SettingsFile.read(path) == [expected])
        }
    }

    @Test func `is nil for a file that is not there`() async throws {
        try await ScratchDirectory.with { scratch in
            let settings = try SettingsFile.read(FilePath(scratch.path("none")))
            #expect(settings == nil)
        }
    }

    @Test func `reads 64 KiB and refuses more`() async throws {
        try await ScratchDirectory.with { scratch in
            let full = [UInt8](repeating: UInt8(ascii: "#"), count: 1 << 16)
            let path = FilePath(try scratch.write(full, to: "conf"))
            #expect(try SettingsFile.read(path) == [])
            try scratch.write(full + full, to: "conf")
            expect(
                .fileTooLong(path, limit: 65_536),
                "could not read the settings: file \"\(path)\" has more than 65536 bytes"
            ) { _ = try SettingsFile.read(path) }
        }
    }

    @Test func `refuses what cannot be read as a file`() async throws {
        try await ScratchDirectory.with { scratch in
            let directory = FilePath(try scratch.directory("conf"))
            expect(
                .unreadableFile(FileError(.open, directory, .invalidArgument)),
                "could not read the settings: could not open \"\(directory)\": Invalid argument"
            ) { _ = try SettingsFile.read(directory) }
            let below = FilePath(try scratch.write([], to: "file")).appending("conf")
            expect(
                .unreadableFile(FileError(.open, below, .notDirectory)),
                "could not read the settings: could not open \"\(below)\": Not a directory"
            ) { _ = try SettingsFile.read(below) }
        }
    }

    @Test func `reads bytes that are no UTF-8 in a comment`() async throws {
        try await ScratchDirectory.with { scratch in
            let bytes = [0x23, 0xFF, 0xFE, 0x0A] + Array("strict = on".utf8)
            let path = FilePath(try scratch.write(bytes, to: "conf"))
            let expected = GivenSetting(key: .strict, value: "on", source: .file(path, line: 2))
            #expect(try SettingsFile.read(path) == [expected])
        }
    }
}
