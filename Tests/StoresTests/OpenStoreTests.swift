import Archive
import Config
import Stores
import Testing

/// The store that settings name.
@Suite struct OpenStoreTests {
    private func settings(_ url: String) throws -> Settings {
        try Settings([GivenSetting(key: .archive, value: url, source: .flag("archive"))])
    }

    @Test func `is a directory`() throws {
        #expect(try settings("file:///mnt/archive").openArchive().url == "file:///mnt/archive")
    }

    @Test func `is refused where this version has none`() throws {
        let failure = #expect(throws: StoreError.self) {
            try settings("s3://bucket/prefix").openArchive()
        }
        #expect(
            failure?.description == "\"s3://bucket/prefix\": this version archives to directories"
                + " only HINT: Use an archive of the form file:///path."
        )
    }
}
