import ArgumentParser
import Config
import FrontEnd
import SystemPackage
import TestSupport
import Testing

@testable import Operator

/// A restored server has neither our directory nor our environment.
@Suite struct FetchCommandLineTests {
    private func line(
        _ flags: [String],
        _ environment: [String: String] = [:]
    ) throws -> String {
        let options = try SettingsOptions.parse(flags)
        let invocation = Invocation(
            arguments: [],
            environment: environment,
            workingDirectory: "/srv/here",
            defaultConfigFile: "/nowhere/wal-archive.conf"
        )
        let settings = try Settings(options.everything(invocation))
        let text = try FetchCommandLine(options, settings, invocation).text
        return String(text.drop { $0 != " " })
    }

    @Test(arguments: [true, false])
    func `a file of settings is named from the root on`(isFlag: Bool) async throws {
        try await ScratchDirectory.with { scratch in
            let file = try scratch.write(Array("archive = 'file:///a'\n".utf8), to: "x.conf")
            let name = "/tmp/..\(file)"
            let text =
                try isFlag
                ? line(["--config", name]) : line([], ["WAL_ARCHIVE_CONFIG": name])
            #expect(text == " --config \(file) --archive file:///a %f %p")
        }
    }

    @Test func `a relative path begins in the call's directory`() {
        let invocation = Invocation(arguments: [], environment: [:], workingDirectory: "/srv/here")
        #expect(AbsolutePath("../x.conf", invocation).path == "/srv/x.conf")
        #expect(AbsolutePath("/x", invocation).path == "/x")
        let unnamed = Invocation(arguments: [], environment: [:])
        #expect(AbsolutePath("x", unnamed).path.isAbsolute)
    }

    @Test func `what the environment says is handed on, but for secrets; flags win`() throws {
        let text = try line(
            ["--s3-region", "here", "--backups", "s3://bucket/backups"],
            [
                "WAL_ARCHIVE": "s3://bucket/wal", "WAL_ARCHIVE_S3_REGION": "there",
                "WAL_ARCHIVE_S3_ENDPOINT": "http://h:9000",
            ]
        )
        #expect(
            text == " --archive s3://bucket/wal --s3-endpoint http://h:9000 --s3-region here %f %p"
        )
    }
}
