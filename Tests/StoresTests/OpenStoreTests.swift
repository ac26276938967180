import Archive
import Config
import Stores
import TestStores
import Testing

/// The store that settings name.
@Suite struct OpenStoreTests {
    private func open(_ url: String) throws -> any Store {
        try Settings([GivenSetting(key: .archive, value: url, source: .flag("archive"))])
            .openArchive(.ofTest())
    }

    @Test func `is a directory`() throws {
        #expect(try open("file:///mnt/archive").url == "file:///mnt/archive")
    }

    @Test func `is a bucket`() throws {
        #expect(try open("s3://bucket/prefix/").url == "s3://bucket/prefix")
        #expect(try open("s3://bucket").url == "s3://bucket")
    }
}
