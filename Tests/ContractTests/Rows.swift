import TestSupport

/// Rows in batches of a thousand, by which a test knows what survived.
enum Rows {
    /// How many rows a batch has.
    static let perBatch = 1_000

    /// Creates the table.
    static let creation = "CREATE TABLE kept (id int PRIMARY KEY, note text)"

    /// Inserts one batch, counted from 1, in one transaction.
    static func insertion(_ batch: Int) -> String {
        """
        INSERT INTO kept SELECT id, md5(id::text)
        FROM generate_series(\((batch - 1) * perBatch + 1), \(batch * perBatch)) AS id
        """
    }

    /// What a server shows that has exactly the first batches, each row as it was inserted.
    static func first(_ batches: Int) -> String { "\(batches * perBatch)|\(batches * perBatch)" }

    /// Asks how many rows there are, and how many of them are right and among the first ones.
    static let question = """
        SELECT count(*), count(*) FILTER (WHERE note = md5(id::text) AND id <= (SELECT count(*)
        FROM kept)) FROM kept
        """
}

extension PostgreSQLServer {
    /// Inserts a batch.
    func insert(batch: Int) async throws { try await sql(Rows.insertion(batch)) }

    /// What the server holds, to compare with `Rows.first`.
    func rows() async throws -> String { try await sql(Rows.question) }

    /// Waits until the server shows as many batches.
    func wait(forBatches batches: Int) async throws {
        try await wait(
            for: "\(batches) batches",
            "SELECT count(*) = \(batches * Rows.perBatch) FROM kept"
        )
    }

    /// Whether the server is in recovery still.
    func isInRecovery() async throws -> Bool {
        try await sql("SELECT pg_is_in_recovery()") == "t"
    }

    /// Whether the server ever said that it ended recovery.
    func hasEndedRecovery() throws -> Bool {
        try log().contains("selected new timeline ID")
    }

    /// Reads the settings again.
    func reload() async throws { try await sql("SELECT pg_reload_conf()") }
}
