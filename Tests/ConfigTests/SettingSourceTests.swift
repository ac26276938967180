import Config
import SystemPackage
import Testing

/// Where a setting was given, in words.
@Suite struct SettingSourceTests {
    @Test(
        arguments: [
            (.flag("check-wal"), "flag --check-wal"),
            (.variable("WAL_ARCHIVE"), "environment variable WAL_ARCHIVE"),
            (.file("/etc/x.conf", line: 12), "file \"/etc/x.conf\", line 12"),
            (.profile("wal", setting: "region"), "region of profile \"wal\""),
        ] as [(SettingSource, String)]
    )
    func `names the place`(source: SettingSource, text: String) {
        #expect(source.description == text)
    }
}
