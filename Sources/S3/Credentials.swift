/// Who asks: a key's name and its secret, which is never printed.
package struct Credentials: Equatable, Sendable, CustomStringConvertible {
    /// The name, which the server sees.
    package let accessKeyID: String
    /// Known to the server too, and never sent.
    package let secretAccessKey: String
    /// Goes with credentials that are lent for a while.
    package let sessionToken: String?
    /// Until when they are lent; nil for those that last.
    package let expiry: UTCTime?

    /// Makes credentials of their parts.
    package init(
        accessKeyID: String,
        secretAccessKey: String,
        sessionToken: String? = nil,
        expiry: UTCTime? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiry = expiry
    }

    package var description: String { "\(accessKeyID):<redacted>" }

    /// Whether they will do for so many seconds more.
    package func last(_ seconds: Int64, from now: Int64) -> Bool {
        guard let expiry else { return true }
        return expiry.seconds - now >= seconds
    }
}

extension Credentials: CustomDebugStringConvertible, CustomReflectable {
    package var debugDescription: String { description }

    /// Nothing is to be seen by reflection, which `dump` and failed expectations use.
    package var customMirror: Mirror { Mirror(self, children: ["key": description]) }
}
