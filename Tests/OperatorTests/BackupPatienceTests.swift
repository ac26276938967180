import Config
import SystemPackage
import Testing

@testable import Operator

/// How long a backup waits for others.
@Suite struct BackupPatienceTests {
    private func patience(_ timeout: String?, from source: SettingSource) throws -> Duration {
        var given = [
            GivenSetting(key: .archive, value: "file:///mnt/archive", source: .flag("archive"))
        ]
        if let timeout {
            given.append(GivenSetting(key: .timeout, value: timeout, source: source))
        }
        return BackupSession.patience(try Settings(given))
    }

    @Test func `is five minutes, and what the call itself says`() throws {
        #expect(try patience(nil, from: .flag("timeout")) == .seconds(300))
        #expect(try patience("2s", from: .flag("timeout")) == .seconds(2))
        #expect(try patience("1h", from: .flag("timeout")) == .seconds(3600))
    }

    @Test(arguments: [
        SettingSource.file("/etc/wal-archive/wal-archive.conf", line: 3),
        .variable("WAL_ARCHIVE_TIMEOUT"),
    ])
    func `is not shortened by what is meant for the server's calls`(source: SettingSource) throws {
        #expect(try patience("15s", from: source) == .seconds(300))
        #expect(try patience("1h", from: source) == .seconds(3600))
    }
}
