/// Lent credentials as they are kept for the next call: five lines.
struct LentRecord {
    private static let heading = "wal-archive credentials 1"

    let credentials: Credentials
    let bytes: [UInt8]

    /// A record of credentials; nil for those that last, and for what does not fit on lines.
    init?(_ credentials: Credentials, of lender: String) {
        guard let expiry = credentials.expiry else { return nil }
        let lines = [
            Self.heading, lender, String(expiry.seconds), credentials.accessKeyID,
            credentials.secretAccessKey, credentials.sessionToken ?? "",
        ]
        guard lines.allSatisfy({ !$0.contains(where: \.isNewline) }) else { return nil }
        self.credentials = credentials
        bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Reads a record; nil for one of another lender, and for what is none.
    init?(_ bytes: [UInt8], of lender: String) {
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // The last line ends too: a record that was cut off is none.
        guard lines.count == 7, lines[6].isEmpty, lines[0] == Self.heading, lines[1] == lender,
            let expiry = Int64(lines[2]), !lines[3].isEmpty, !lines[4].isEmpty
        else { return nil }
        credentials = Credentials(
            accessKeyID: lines[3],
            secretAccessKey: lines[4],
            sessionToken: lines[5].isEmpty ? nil : lines[5],
            expiry: UTCTime(seconds: expiry)
        )
        self.bytes = bytes
    }
}
