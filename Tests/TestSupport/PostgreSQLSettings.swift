/// The settings of the tests' servers.
package enum PostgreSQLSettings {
    /// Small and unreachable from outside, but as durable as a real one, and silent unless asked:
    /// no checkpoint, vacuum or WAL switch comes by itself.
    package static let common = """
        listen_addresses = ''
        port = 5432
        max_connections = 10
        shared_buffers = '16MB'
        wal_level = replica
        max_wal_senders = 4
        autovacuum = off
        checkpoint_timeout = '1h'
        archive_timeout = 0
        wal_retrieve_retry_interval = '200ms'
        log_line_prefix = '%m [%p] '
        log_checkpoints = off
        lc_messages = 'C'
        """
}
