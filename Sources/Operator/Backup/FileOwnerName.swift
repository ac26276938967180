internal import CLinux
internal import Files
internal import FrontEnd

/// The user who is to own what root restores.
struct FileOwnerName {
    private static let standard = "postgres"

    private let name: String?

    init(_ name: String?) {
        self.name = name
    }

    /// Who it is; nil where the caller is nobody's root and keeps what he writes.
    func find() throws(CommandError) -> FileOwner? {
        guard ProcessOwner.isRoot else {
            guard name == nil else {
                throw CommandError(.usage, "only root can give files away with --owner")
            }
            return nil
        }
        let name = name ?? Self.standard
        guard let entry = unsafe getpwnam(name) else {
            throw CommandError(
                .usage,
                "there is no user \"\(name)\" HINT: Name who runs PostgreSQL here with --owner."
            )
        }
        return unsafe FileOwner(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }
}
