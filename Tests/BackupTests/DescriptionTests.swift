import Archive
import Crypto
import Testing
import WAL

@testable import Backup

@Suite struct DescriptionTests {
    @Test func `a description is the JSON that the README describes`() throws {
        var description = backup(0xAB, segments: 2...3, ended: 1_795_267_800)
        let digest = try SHA256.digest(of: Array("part".utf8).span.bytes)
        description.archives = [
            ArchiveDescription(
                oid: 16384,
                location: "/mnt/ts",
                parts: [
                    PartDescription(
                        sha256: digest,
                        plainBytes: 512,
                        storedBytes: 300,
                        continues: PartDescription.Continuation(path: "a", offset: 1, size: 2)
                    )
                ]
            )
        ]
        let bytes = try DescriptionCoding.bytes(description)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {
                  "archives" : [
                    {
                      "location" : "/mnt/ts",
                      "oid" : 16384,
                      "parts" : [
                        {
                          "continues" : {
                            "offset" : 1,
                            "path" : "a",
                            "size" : 2
                          },
                          "plain_bytes" : 512,
                          "sha256" : "\(digest)",
                          "stored_bytes" : 300
                        }
                      ]
                    }
                  ],
                  "format" : 1,
                  "from_standby" : false,
                  "group_readable" : false,
                  "kind" : "full",
                  "label" : "test",
                  "name" : "20261121T132900Z-000000ab",
                  "server_version" : "15.18",
                  "start_lsn" : "0/2000028",
                  "start_time" : "2026-11-21T13:29:00Z",
                  "stop_lsn" : "0/3000100",
                  "stop_time" : "2026-11-21T13:30:00Z",
                  "system_identifier" : "7",
                  "timeline" : 1,
                  "wal_segment_bytes" : 16777216
                }

                """
        )
        let read = try DescriptionCoding.value(BackupDescription.self, from: bytes, of: "x")
        #expect(read == description)
    }

    @Test func `a damaged description is told with its name`() {
        #expect(
            throws: BackupError.damaged("x", reason: "it has no \"name\"")
        ) {
            try DescriptionCoding.value(
                BackupDescription.self,
                from: Array(#"{"format": 1}"#.utf8),
                of: "x"
            )
        }
    }

    @Test(arguments: [
        "20261121T133000Z-0a1b2c3", "20261121T133000Z-0A1B2C3D", "20261121T1330Z-0a1b2c3d",
        "20261121-133000Z-0a1b2c3d", "x", "",
    ])
    func `other names are no backups`(name: String) {
        #expect(BackupName(name) == nil)
    }

    @Test func `parts are numbered so that the shell's order is theirs`() {
        #expect(ArchiveDescription.part("base.tar", 1) == "base.tar.000001")
        #expect(ArchiveDescription.part("16384.tar", 123_456) == "16384.tar.123456")
    }

    @Test func `a map of tablespaces is read and written as PostgreSQL does`() {
        let map = TablespaceMap(Array("16384 /mnt/a b\n16385 /mnt/x\\\ny\\\\z\n".utf8))
        #expect(map.locations == [16384: "/mnt/a b", 16385: "/mnt/x\ny\\z"])
        #expect(TablespaceMap(map.bytes) == map)
    }

    @Test func `a label tells where recovery begins`() throws {
        let text = """
            START WAL LOCATION: 0/2000028 (file 000000010000000000000002)
            CHECKPOINT LOCATION: 0/2000060
            BACKUP METHOD: streamed
            BACKUP FROM: standby
            START TIME: 2026-11-21 13:30:00 UTC
            LABEL: weekly: full
            START TIMELINE: 1
            """
        let label = try #require(BackupLabelFile(Array(text.utf8)))
        #expect(label.startLSN == LSN("0/2000028"))
        #expect(label.startSegment.description == "000000010000000000000002")
        #expect(label.fromStandby)
        #expect(label.label == "weekly: full")
        #expect(BackupLabelFile(Array("nothing".utf8)) == nil)
    }
}
