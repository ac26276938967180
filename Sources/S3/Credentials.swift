/// Who asks: a key's name and its secret, which is never printed.
package struct Credentials: Equatable, Sendable, CustomStringConvertible {
    /// The name, which the server sees.
    package let accessKeyID: String
    /// Known to the server too, and never sent.
    package let secretAccessKey: String
    /// Goes with credentials that are lent for a while.
    package let sessionToken: String?

    /// Makes credentials of their parts.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    package var description: String { "\(accessKeyID):<redacted>" }
}

extension Credentials: CustomDebugStringConvertible, CustomReflectable {
    package var debugDescription: String { description }

    /// Nothing is to be seen by reflection, which `dump` and failed expectations use.
    package var customMirror: Mirror { Mirror(self, children: ["key": description]) }
}
