import Glibc

/// The account that servers and commands run as: PostgreSQL refuses root.
package struct Account: Sendable {
    /// The user that files must belong to.
    package let user: uid_t

    /// The group that files must belong to.
    package let group: gid_t

    /// What stands before a command line so that it runs as this account.
    package let prefix: [String]

    /// `postgres`, else `nobody`, when the tests run as root; otherwise who runs them.
    package static let unprivileged = Account()

    /// Whether the tests run as root.
    package static var isRoot: Bool { geteuid() == 0 }

    /// The name of a user; nil for a number that has none.
    package static func name(of user: uid_t) -> String? {
        getpwuid(user).map { String(cString: $0.pointee.pw_name) }
    }

    /// Finds out.
    private init() {
        guard geteuid() == 0 else {
            (user, group, prefix) = (geteuid(), getegid(), [])
            return
        }
        let entry = getpwnam("postgres") ?? getpwnam("nobody")
        let ids = entry.map { ($0.pointee.pw_uid, $0.pointee.pw_gid) } ?? (65_534, 65_534)
        (user, group) = ids
        prefix = [
            "/usr/bin/setpriv", "--reuid=\(ids.0)", "--regid=\(ids.1)", "--clear-groups",
            "--inh-caps=-all",
        ]
    }

    /// Gives a file that the test itself created to this account.
    package func own(_ path: String) throws {
        guard geteuid() == 0 else { return }
        guard lchown(path, user, group) == 0 else {
            throw HarnessError("could not give \"\(path)\" to the test account: errno \(errno)")
        }
    }
}
