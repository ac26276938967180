import Foundation
import TestSupport

/// A small file system of its own, in memory.
final class MountedDirectory: Sendable {
    /// Whether file systems can be mounted here.
    static let isPossible: Bool = {
        let place = "/tmp/waltest-\(getpid())-mount"
        guard mkdir(place, 0o700) == 0 else { return false }
        defer { rmdir(place) }
        guard mount("tmpfs", place, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount2(place, Int32(MNT_DETACH)) == 0
    }()

    /// What to tell where they cannot.
    static let isMissing = "file systems can be mounted by root only, and not in every container"

    /// Where it is.
    let path: String

    /// Mounts it over an empty directory.
    init(over path: String, mebibytes: Int) throws {
        self.path = path
        let account = Account.unprivileged
        let options = "size=\(mebibytes)m,mode=700,uid=\(account.user),gid=\(account.group)"
        guard mount("tmpfs", path, "tmpfs", 0, options) == 0 else {
            throw HarnessError("could not mount \"\(path)\": errno \(errno)")
        }
    }

    /// Takes it away.
    func unmount() { umount2(path, Int32(MNT_DETACH)) }
}
