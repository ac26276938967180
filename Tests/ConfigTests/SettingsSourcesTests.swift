import Config
import SystemPackage
import TestSupport
import Testing

/// The three places of settings: flags win over the environment over the file.
@Suite struct SettingsSourcesTests {
    private static let none: FilePath = "/nonexistent/wal-archive.conf"

    /// A flag as it is given.
    private func flag(_ key: SettingKey, _ value: String) -> GivenSetting {
        GivenSetting(key: key, value: value, source: .flag(key.flag))
    }

    /// Settings of flags and variables, without a file unless one is named.
    private func settings(
        flags: [GivenSetting] = [],
        environment: [String: String] = [:],
        namedFile: FilePath? = nil,
        defaultFile: FilePath = none
    ) throws -> Settings {
        let sources = SettingsSources(
            flags: flags,
            namedFile: namedFile,
            environment: environment,
            defaultFile: defaultFile
        )
        return try Settings(try sources.given())
    }

    @Test(arguments: otherValues.indices)
    func `every setting may be given in all three places`(index: Int) async throws {
        let (key, value, change) = otherValues[index]
        var expected = try settings(flags: [flag(.archive, "file:///a")])
        change(&expected)
        let archive = key == .archive ? "" : "archive = 'file:///a'\n"
        try await ScratchDirectory.with { scratch in
            let base = FilePath(try scratch.write(Array(archive.utf8), to: "base"))
            let text = archive + "\(key) = '\(value)'\n"
            let whole = FilePath(try scratch.write(Array(text.utf8), to: "whole"))
            #expect(try settings(defaultFile: whole) == expected)
            #expect(
                try settings(environment: [key.variable: value], defaultFile: base) == expected
            )
            #expect(try settings(flags: [flag(key, value)], defaultFile: base) == expected)
        }
    }

    @Test func `flags win over the environment over the file`() async throws {
        try await ScratchDirectory.with { scratch in
            let text = "archive = 'file:///file'\ntimeout = 1\nstandby_timeout = 1\nspool = /file\n"
            let file = FilePath(try scratch.write(Array(text.utf8), to: "conf"))
            let settings = try settings(
                flags: [flag(.timeout, "2"), flag(.timeout, "3")],
                environment: [
                    "WAL_ARCHIVE_TIMEOUT": "2", "WAL_ARCHIVE_STANDBY_TIMEOUT": "2",
                    "WAL_ARCHIVE_CONFIG": file.string, "HOME": "/",
                ]
            )
            #expect(settings.archive == .directory("/file"))
            #expect(settings.spool == "/file")
            #expect(settings.standbyTimeout == .seconds(2))
            #expect(settings.timeout == .seconds(3))
        }
    }

    @Test func `a named file wins over the variable over the default`() async throws {
        try await ScratchDirectory.with { scratch in
            let paths = try ["flag", "variable", "default"].map { name in
                FilePath(try scratch.write(Array("archive = 'file:///\(name)'".utf8), to: name))
            }
            let environment = ["WAL_ARCHIVE_CONFIG": paths[1].string]
            let flagged = try settings(
                environment: environment,
                namedFile: paths[0],
                defaultFile: paths[2]
            )
            #expect(flagged.archive == .directory("/flag"))
            let variable = try settings(environment: environment, defaultFile: paths[2])
            #expect(variable.archive == .directory("/variable"))
            #expect(try settings(defaultFile: paths[2]).archive == .directory("/default"))
        }
    }

    @Test func `the default file may be missing`() throws {
        let settings = try settings(environment: ["WAL_ARCHIVE": "file:///a"])
        #expect(settings.archive == .directory("/a"))
    }

    @Test(arguments: ["/nonexistent/x.conf", "relative.conf", ""])
    func `a named file may not be missing`(path: String) {
        let named = FilePath(path)
        let text = "could not read the settings: file \"\(path)\" does not exist"
        expect(.missingFile(named), text) { _ = try settings(namedFile: named) }
        expect(.missingFile(named), text) {
            _ = try settings(environment: ["WAL_ARCHIVE_CONFIG": path])
        }
    }

    @Test(arguments: [
        "WAL_ARCHIVE_", "WAL_ARCHIVE_ARCHIVE", "WAL_ARCHIVE_CHECK-WAL", "WAL_ARCHIVE_spool",
        "WAL_ARCHIVE_CONFIGS", "WAL_ARCHIVE_TIMEOUT_",
    ])
    func `knows no other variable`(name: String) {
        expect(
            .unknownSetting(name, .variable(name)),
            "could not read the settings: unrecognized setting \"\(name)\""
                + " (environment variable \(name))"
        ) { _ = try settings(environment: ["WAL_ARCHIVE": "file:///a", name: "1"]) }
    }

    @Test func `leaves other variables alone`() throws {
        let names = ["WAL_ARCHIVER", "WAL", "wal_archive_spool", "AWS_REGION", "XWAL_ARCHIVE_X"]
        var environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "") })
        environment["WAL_ARCHIVE"] = "file:///a"
        #expect(try settings(environment: environment).archive == .directory("/a"))
    }

    @Test(arguments: SettingKey.allCases)
    func `an empty variable is a bad value`(key: SettingKey) throws {
        var environment = ["WAL_ARCHIVE": "file:///a"]
        environment[key.variable] = ""
        let error = #expect(throws: ConfigError.self) { try settings(environment: environment) }
        guard case .badValue(let setting, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let source = SettingSource.variable(key.variable)
        #expect(setting == GivenSetting(key: key, value: "", source: source))
    }
}
