import Monitoring
import Testing
import WAL

/// What a status is judged to be, and what is said of it.
@Suite struct StatusTests {
    static let newest = "000000010000000000000007"

    /// As it should be: archived two minutes ago, nothing waits.
    static func sound() throws -> ArchivingStatus {
        let size = try #require(SegmentSize(bytes: 16 << 20))
        let names = try [newest, "000000010000000000000006"].map {
            try #require(SegmentName($0))
        }
        return ArchivingStatus(
            archive: "file:///mnt/archive",
            time: 1_800_000_000,
            server: .known(
                ArchiverStatistics(
                    archivedCount: 7,
                    failedCount: 2,
                    lastArchived: .init(name: newest, time: 1_799_999_880),
                    lastFailed: .init(name: "000000010000000000000003", time: 1_799_000_000)
                )
            ),
            waiting: .known(WaitingFiles(count: 0, oldestTime: nil)),
            holdings: .known(
                .init(
                    files: 3,
                    wal: UnbrokenWAL(segments: names, history: nil, size: size)
                )
            ),
            backups: .known(
                BaseBackups(
                    url: "file:///mnt/backups",
                    count: 2,
                    unrecoverable: 1,
                    newestTime: 1_799_913_600,
                    span: .init(
                        oldest: "20270104T080000Z-0a1b2c3d",
                        start: LSN(0x600_0100),
                        startTime: 1_799_136_000,
                        end: LSN(0x800_0000)
                    )
                )
            )
        )
    }

    private func firstLine(_ change: (inout ArchivingStatus) -> Void) throws -> String {
        var status = try Self.sound()
        change(&status)
        let thresholds = StatusThresholds()
        let verdict = StatusVerdict(status, thresholds)
        let line = try #require(StatusText(status, verdict, thresholds).lines.first)
        return String(line.prefix { $0 != "|" }).trimmingSuffix(" ")
    }

    private func server(
        _ status: inout ArchivingStatus,
        _ change: (inout ArchiverStatistics) -> Void
    ) {
        guard var statistics = status.server.value else { return }
        change(&statistics)
        status.server = .known(statistics)
    }

    @Test func `tells everything of a sound archive`() throws {
        let status = try Self.sound()
        let verdict = StatusVerdict(status, StatusThresholds())
        #expect(verdict.level == .ok)
        #expect(
            StatusText(status, verdict, StatusThresholds()).lines == [
                "WAL ARCHIVE OK: the last file was archived 2 min ago | waiting=0;50;500"
                    + " oldest_waiting=0s;300;900 last_archived=120s archived=7c failed=2c",
                "last archived: 000000010000000000000007, 2 min ago",
                "failures: 2, the last of 000000010000000000000003, 11 d ago",
                "waiting: 0 files",
                "archive: 3 WAL files in file:///mnt/archive",
                "unbroken WAL: 0/6000000 to 0/8000000, segments 000000010000000000000006 to"
                    + " 000000010000000000000007",
                "base backups: 2 in file:///mnt/backups, the newest 24 h old; 1 of them cannot be"
                    + " recovered",
                "oldest recoverable point: 0/6000100, 10 d ago, with base backup"
                    + " 20270104T080000Z-0a1b2c3d",
                "newest recoverable point: 0/8000000",
            ]
        )
    }

    @Test func `tells where WAL is missing, and that it knows of no base backups`() throws {
        var status = try Self.sound()
        let size = try #require(SegmentSize(bytes: 16 << 20))
        let names = try [Self.newest, "000000010000000000000005"].map {
            try #require(SegmentName($0))
        }
        status.holdings = .known(
            .init(files: 2, wal: UnbrokenWAL(segments: names, history: nil, size: size))
        )
        status.backups = .notAsked
        let verdict = StatusVerdict(status, StatusThresholds())
        #expect(
            Array(StatusText(status, verdict, StatusThresholds()).lines.dropFirst(4)) == [
                "archive: 2 WAL files in file:///mnt/archive",
                "unbroken WAL: 0/7000000 to 0/8000000, segments 000000010000000000000007 to"
                    + " 000000010000000000000007; 000000010000000000000006 before them is missing",
                "recoverable points: not known, since the setting backups is not set",
            ]
        )
    }

    /// What base backups there are, and what is said of it first.
    @Test(
        arguments: [
            (
                BaseBackups(url: "u", count: 0),
                "CRITICAL: there is no base backup: nothing can be recovered"
            ),
            (
                BaseBackups(url: "u", count: 2, defect: "b cannot be restored: x is missing"),
                "CRITICAL: base backup b cannot be restored: x is missing"
            ),
            (
                BaseBackups(url: "u", count: 2, unrecoverable: 2, newestTime: 1),
                "CRITICAL: no base backup can be recovered: the archive lacks WAL that each of"
                    + " them needs"
            ),
            (
                BaseBackups(
                    url: "u",
                    count: 1,
                    newestTime: 1,
                    span: .init(
                        oldest: "b",
                        start: LSN(1),
                        startTime: 1,
                        end: LSN(0x500_0000),
                        gap: SegmentName("000000010000000000000005")
                    )
                ),
                "CRITICAL: nothing behind 0/5000000 can be recovered: 000000010000000000000005 is"
                    + " missing, and no base backup was taken since"
            ),
        ]
    )
    func `alarms where something cannot be recovered`(
        backups: BaseBackups,
        line: String
    ) throws {
        #expect(try firstLine { $0.backups = .known(backups) } == "WAL ARCHIVE \(line)")
    }

    private static let own = SystemIdentifier(7_300_000_000_000_000_001)
    private static let other = SystemIdentifier(7_300_000_000_000_000_002)

    @Test func `alarms where the archive is another cluster's`() throws {
        let line = try firstLine { status in
            status.system = Self.own
            status.holdings = .known(.init(files: 3, owner: Self.other))
        }
        #expect(
            line
                == "WAL ARCHIVE CRITICAL: the archive is another cluster's: its system identifier is"
                + " 7300000000000000002, this server's 7300000000000000001 HINT: Give each cluster"
                + " an archive of its own, also after initdb and pg_upgrade."
        )
        for (system, owner) in [(Self.own, Self.own), (nil, Self.other), (Self.own, nil)] {
            let sound = try firstLine { status in
                status.system = system
                status.holdings = .known(.init(files: 3, owner: owner))
            }
            #expect(sound == "WAL ARCHIVE OK: the last file was archived 2 min ago")
        }
    }

    @Test func `alarms where base backups are another cluster's`() throws {
        let line = try firstLine { status in
            status.holdings = .known(.init(files: 3, owner: Self.own))
            status.backups = .known(
                BaseBackups(url: "u", count: 2, unrecoverable: 2, stranger: Self.other)
            )
        }
        #expect(
            line == "WAL ARCHIVE CRITICAL: base backups are another cluster's: their system"
                + " identifier is 7300000000000000002, the archive's 7300000000000000001 HINT:"
                + " Compare the settings archive and backups."
        )
    }

    @Test func `warns and alarms of files that wait`() throws {
        let warning = try firstLine { status in
            status.waiting = .known(WaitingFiles(count: 3, oldestTime: status.time - 300))
        }
        #expect(warning == "WAL ARCHIVE WARNING: a file has waited 5 min to be archived")
        let critical = try firstLine { status in
            status.waiting = .known(WaitingFiles(count: 500, oldestTime: status.time - 900))
        }
        #expect(
            critical == "WAL ARCHIVE CRITICAL: a file has waited 15 min to be archived; 500 files"
                + " wait to be archived"
        )
    }

    @Test func `warns of failures while something waits`() throws {
        let change: (inout ArchivingStatus) -> Void = { status in
            server(&status) { $0.lastFailed = .init(name: "00000002.history", time: 1_799_999_999) }
            status.waiting = .known(WaitingFiles(count: 1, oldestTime: status.time - 1))
        }
        #expect(
            try firstLine(change) == "WAL ARCHIVE WARNING: the last try to archive 00000002.history"
                + " failed; the reason is in the server's log"
        )
        let settled = try firstLine { status in
            change(&status)
            status.waiting = .known(WaitingFiles(count: 0, oldestTime: nil))
        }
        #expect(settled == "WAL ARCHIVE OK: the last file was archived 2 min ago")
    }

    @Test func `alarms where nothing is archived`() throws {
        #expect(
            try firstLine { server(&$0) { $0.archiveMode = "off" } }
                == "WAL ARCHIVE CRITICAL: archive_mode is off: nothing is archived"
        )
    }

    @Test func `alarms where the archive lacks what counts as archived`() throws {
        let line = try firstLine { status in
            status.holdings = .known(.init(files: 0, lost: Self.newest))
        }
        #expect(
            line == "WAL ARCHIVE CRITICAL: the server counts 000000010000000000000007 as archived,"
                + " and the archive does not have it"
        )
    }

    @Test func `says what it could not find out`() throws {
        #expect(
            try firstLine { $0.holdings = .failed("could not open \"/mnt/archive\"") }
                == "WAL ARCHIVE UNKNOWN: the archive does not answer: could not open"
                + " \"/mnt/archive\""
        )
        #expect(
            try firstLine { $0.backups = .failed("could not read the backups: no route") }
                == "WAL ARCHIVE UNKNOWN: the base backups do not answer: could not read the"
                + " backups: no route"
        )
        #expect(
            try firstLine { $0.server = .failed("a|b") }
                == "WAL ARCHIVE CRITICAL: the server does not answer: a/b"
        )
        #expect(
            try firstLine { $0.waiting = .failed("permission denied") }
                == "WAL ARCHIVE UNKNOWN: what waits cannot be told: permission denied"
        )
    }

    @Test func `says the gravest first`() throws {
        let line = try firstLine { status in
            status.waiting = .known(WaitingFiles(count: 60, oldestTime: status.time))
            status.holdings = .failed("no route")
            server(&status) { $0.archiveMode = "off" }
            server(&status) { $0.archiveMode = "always" }
        }
        #expect(
            line == "WAL ARCHIVE UNKNOWN: the archive does not answer: no route; 60 files wait to"
                + " be archived"
        )
    }

    @Test func `a standby's files are its primary's to archive`() throws {
        let line = try firstLine { status in
            server(&status) { $0.isInRecovery = true }
            status.waiting = .known(WaitingFiles(count: 900, oldestTime: 0))
        }
        #expect(
            line == "WAL ARCHIVE OK: a standby, which archives nothing until it is promoted"
        )
    }

    @Test func `tells the archive's newest segment where no server is asked`() throws {
        let nothingWaits = WaitingFiles(count: 0, oldestTime: nil)
        let line = try firstLine { status in
            status.server = .notAsked
            status.waiting = .known(nothingWaits)
        }
        #expect(
            line == "WAL ARCHIVE OK: the archive's newest segment is 000000010000000000000007"
        )
        let empty = try firstLine { status in
            status.server = .notAsked
            status.waiting = .known(nothingWaits)
            status.holdings = .known(.init(files: 0))
            status.backups = .notAsked
        }
        #expect(empty == "WAL ARCHIVE OK: nothing was archived yet")
    }

    @Test func `does not know how a server archives that nobody named`() throws {
        let line = try firstLine { status in
            status.server = .notAsked
            status.waiting = .notAsked
        }
        #expect(
            line
                == "WAL ARCHIVE UNKNOWN: no server was asked, and no data directory looked at HINT:"
                + " Use --dbname or --pgdata."
        )
    }

    @Test func `is critical where the server fails and the archive does not answer`() throws {
        let reason = "the archive does not answer: no"
        let quiet = try firstLine { $0.holdings = .failed("no") }
        #expect(quiet.hasPrefix("WAL ARCHIVE UNKNOWN: \(reason)"))
        let failing = try firstLine { status in
            server(&status) {
                $0.lastFailed = .init(name: "000000010000000000000009", time: 1 << 40)
            }
            status.holdings = .failed("no")
        }
        #expect(failing.hasPrefix("WAL ARCHIVE CRITICAL: \(reason)"), "\(failing)")
    }
}

extension String {
    func trimmingSuffix(_ character: Character) -> String {
        hasSuffix(String(character)) ? String(dropLast()) : self
    }
}
