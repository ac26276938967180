import TestSupport

/// The rows by which a test knows what survived.
enum Ledger {
    /// Creates the table.
    static let creation = "CREATE TABLE ledger (id int PRIMARY KEY, batch text, note text)"

    /// Inserts one batch of rows in one transaction.
    static func insertion(_ batch: Batch) -> String {
        """
        INSERT INTO ledger SELECT id, '\(batch.name)', md5(id::text)
        FROM generate_series(\(batch.ids.lowerBound), \(batch.ids.upperBound)) AS id
        """
    }

    /// What a server holds: for each batch its name, its first and last row, how many rows there
    /// are, and how many of them are what was inserted.
    static func contents(of server: PostgreSQLServer) async throws -> String {
        try await server.sql(
            """
            SELECT batch, min(id), max(id), count(*), count(*) FILTER (WHERE note = md5(id::text))
            FROM ledger GROUP BY batch ORDER BY min(id)
            """
        )
    }

    /// What a server should hold that has exactly these batches.
    static func contents(_ batches: Batch...) -> String {
        batches.map { batch in
            let (first, last) = (batch.ids.lowerBound, batch.ids.upperBound)
            return "\(batch.name)|\(first)|\(last)|\(batch.ids.count)|\(batch.ids.count)"
        }.joined(separator: "\n")
    }
}

/// Rows that are inserted together.
struct Batch: Sendable {
    /// What the rows are marked with.
    let name: String

    /// The rows' keys.
    let ids: ClosedRange<Int>

    /// Rows that the base backup holds.
    static let inBackup = Batch(name: "in backup", ids: 1...1_000)

    /// The first rows after the backup, before the log position.
    static let beforeLSN = Batch(name: "before LSN", ids: 1_001...2_000)

    /// Rows before the restore point.
    static let beforeName = Batch(name: "before name", ids: 2_001...3_000)

    /// Rows before the point in time.
    static let beforeTime = Batch(name: "before time", ids: 3_001...4_000)

    /// The last rows that are archived.
    static let archived = Batch(name: "archived", ids: 4_001...5_000)

    /// Rows that nothing can bring back.
    static let neverArchived = Batch(name: "never archived", ids: 5_001...6_000)
}

extension PostgreSQLServer {
    /// Inserts a batch.
    func insert(_ batch: Batch) async throws {
        try await sql(Ledger.insertion(batch))
    }

    /// The name of the segment that is written to now.
    func currentSegment() async throws -> String {
        try await sql("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
    }

    /// The timeline that is written to now.
    func currentTimeline() async throws -> Int? {
        Int(try await currentSegment().prefix(8), radix: 16)
    }
}
