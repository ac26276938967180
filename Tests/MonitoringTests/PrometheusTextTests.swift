import Monitoring
import Testing

/// What the node exporter reads.
@Suite struct PrometheusTextTests {
    @Test func `has a metric for everything that is known`() throws {
        var status = try StatusTests.sound()
        status.archive = "file:///mnt/\"a\\b"
        let verdict = StatusVerdict(status, StatusThresholds())
        let label = #"{archive="file:///mnt/\"a\\b"}"#
        let samples = PrometheusText.text(status, verdict).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
        #expect(
            samples == [
                "wal_archive_status\(label) 0",
                "wal_archive_status_timestamp_seconds\(label) 1800000000",
                "wal_archive_archived_files_total\(label) 7",
                "wal_archive_failed_tries_total\(label) 2",
                "wal_archive_last_archived_timestamp_seconds\(label) 1799999880",
                "wal_archive_last_failed_timestamp_seconds\(label) 1799000000",
                "wal_archive_waiting_files\(label) 0",
                "wal_archive_oldest_waiting_seconds\(label) 0",
                "wal_archive_files\(label) 3",
                "wal_archive_unbroken_wal_start_lsn_bytes\(label) 100663296",
                "wal_archive_unbroken_wal_end_lsn_bytes\(label) 134217728",
                "wal_archive_base_backups\(label) 2",
                "wal_archive_unrecoverable_base_backups\(label) 1",
                "wal_archive_newest_base_backup_timestamp_seconds\(label) 1799913600",
                "wal_archive_oldest_recoverable_lsn_bytes\(label) 100663552",
                "wal_archive_oldest_recoverable_timestamp_seconds\(label) 1799136000",
                "wal_archive_newest_recoverable_lsn_bytes\(label) 134217728",
            ]
        )
    }

    @Test func `leaves out what is not known`() {
        let status = ArchivingStatus(
            archive: "s3://bucket",
            time: 5,
            server: .notAsked,
            waiting: .failed("no"),
            holdings: .failed("no")
        )
        let verdict = StatusVerdict(status, StatusThresholds())
        #expect(
            PrometheusText.text(status, verdict) == """
                # HELP wal_archive_status 0 ok, 1 warning, 2 critical, 3 unknown.
                # TYPE wal_archive_status gauge
                wal_archive_status{archive="s3://bucket"} 3
                # HELP wal_archive_status_timestamp_seconds When this was found out.
                # TYPE wal_archive_status_timestamp_seconds gauge
                wal_archive_status_timestamp_seconds{archive="s3://bucket"} 5

                """
        )
    }
}
