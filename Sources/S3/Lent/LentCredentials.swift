internal import HTTP

/// Reads credentials as AWS's services lend them.
enum LentCredentials {
    /// Of a container's service, of EC2's metadata and of a process: one JSON object.
    ///
    /// - Parameter tokenName: `Token`, and `SessionToken` in what a process prints.
    /// - Returns: nil for what is none.
    static func json(_ fields: JSONFields, tokenName: String) -> Credentials? {
        guard let id = fields["AccessKeyId"], let secret = fields["SecretAccessKey"],
            isHeaderText(id), isHeaderText(secret)
        else { return nil }
        let token = fields[tokenName].flatMap { $0.isEmpty ? nil : $0 }
        var expiry: UTCTime?
        if let text = fields["Expiration"] {
            guard let time = UTCTime(internetDate: text) else { return nil }
            expiry = time
        }
        guard token.map(isHeaderText) != false else { return nil }
        return Credentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: token,
            expiry: expiry
        )
    }

    /// Of the Security Token Service: `<Credentials>` within the result.
    static func xml(_ bytes: [UInt8]) -> Credentials? {
        var values: [String: String] = [:]
        let reader = XMLReader { path, text in
            if path.count == 4, path[2] == "Credentials" { values[path[3]] = text }
            return true
        }
        guard reader?.take(unsafe bytes.span.bytes, isLast: true) == true,
            let id = values["AccessKeyId"], let secret = values["SecretAccessKey"],
            let token = values["SessionToken"],
            let expiry = values["Expiration"].flatMap({ UTCTime(internetDate: $0) }),
            [id, secret, token].allSatisfy(isHeaderText)
        else { return nil }
        return Credentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: token,
            expiry: expiry
        )
    }

    /// Whether a text may stand in a header: printable ASCII without blanks.
    static func isHeaderText(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
