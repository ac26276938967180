import Archive
import Config
import Files
import Stores
import SystemPackage
import TestSupport
import Testing

/// What clock gives objects their times.
@Suite struct ObjectClockTests {
    @Test func `a directory's tells what a file gets, and leaves none`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("place")
            let objects = DirectoryObjects(path: FilePath(path), once: .atomic)
            #expect(try objects.clockLead() == 0)
            #expect(try Disk.names(in: path).isEmpty)
            let gone = DirectoryObjects(path: FilePath(path + "/none"), once: .atomic)
            #expect(throws: StoreError.self) { try gone.clockLead() }
        }
    }

    /// The test's own clock stands still at 24 May 2013.
    @Test func `a bucket's is its server's`() throws {
        let server = try ScriptedServer([
            [
                .answer(
                    "200 OK",
                    fields: ["Date: Thu, 23 May 2013 00:00:00 GMT"],
                    body: Array(
                        ("<ListBucketResult><IsTruncated>false</IsTruncated>"
                            + "</ListBucketResult>").utf8
                    )
                )
            ]
        ])
        defer { server.close() }
        let settings = try Settings(
            [SettingKey.archive: "s3://bucket/wal", .s3Endpoint: server.endpoint]
                .map { GivenSetting(key: $0, value: $1, source: .flag($0.flag)) }
        )
        let objects = try settings.openObjects(
            settings.archive,
            .ofTest(
                environment: ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "hidden"]
            )
        )
        #expect(try objects.clockLead() == -86_400)
        // Asked once.
        #expect(try objects.clockLead() == -86_400)
        #expect(server.requests.count == 1)
    }
}
