import Testing

@testable import Replication

/// What is told of a server, word for word.
@Suite struct ReplicationErrorTests {
    @Test(
        arguments: [
            (
                ReplicationError.silent(.seconds(300), during: "BASE_BACKUP"),
                "the server sent nothing for 300 s during BASE_BACKUP HINT: Look whether it, its"
                    + " disk or the network to it hangs; the setting timeout says how long to wait."
            ),
            (.unsupportedServer(110_022), "the server's version 11 is older than 12"),
            (.command("BASE_BACKUP", reason: "no"), "BASE_BACKUP failed: no"),
            (.protocolViolation("no x"), "the server answered against the protocol: no x"),
        ]
    )
    func `speaks PostgreSQL's language`(error: ReplicationError, text: String) {
        #expect(error.description == text)
    }
}
