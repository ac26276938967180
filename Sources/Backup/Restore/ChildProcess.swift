internal import CLinux
internal import Files
internal import SystemPackage

/// A program of PostgreSQL's that is run to its end; it speaks where we speak.
struct ChildProcess {
    /// Lets root's child run as somebody else; an essential package of Debian's has it.
    private static let setpriv = "/usr/bin/setpriv"

    private let line: [String]

    /// Names a program and its arguments.
    ///
    /// - Parameter owner: as whom it runs; nil: as the caller.
    init(_ program: FilePath, _ arguments: [String], as owner: FileOwner?) {
        guard let owner else {
            line = [program.string] + arguments
            return
        }
        line =
            [
                Self.setpriv, "--reuid=\(owner.user)", "--regid=\(owner.group)", "--clear-groups",
                "--", program.string,
            ] + arguments
    }

    /// Runs it.
    ///
    /// The C functions are `posix_spawn` and `waitpid`.
    /// - Parameter kept: a descriptor that it has too, and whose lock thus outlives a caller that is
    ///   killed: what the program still does then, nobody else is to meet.
    /// - Returns: its exit status; 128 and a signal's number where one ended it.
    func run(keeping kept: Int32) throws(BackupError) -> Int32 {
        let copies = unsafe line.map { unsafe strdup($0) }
        defer {
            for index in unsafe copies.indices { unsafe free(copies[index]) }
        }
        var actions = unsafe posix_spawn_file_actions_t()
        guard unsafe posix_spawn_file_actions_init(&actions) == 0 else {
            throw .refused("could not run \"\(line[0])\": \(Errno.noMemory)")
        }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // From a number to the same one: it is not closed then.
        guard unsafe posix_spawn_file_actions_adddup2(&actions, kept, kept) == 0 else {
            throw .refused("could not run \"\(line[0])\": \(Errno.badFileDescriptor)")
        }
        var child = pid_t()
        var words = unsafe copies + [nil]
        let result = unsafe words.withUnsafeMutableBufferPointer { words in
            guard let first = unsafe words.first ?? nil, let list = words.baseAddress else {
                return ENOMEM
            }
            return unsafe posix_spawn(&child, first, &actions, nil, list, shim_environ())
        }
        guard result == 0 else {
            throw .refused("could not run \"\(line[0])\": \(Errno(rawValue: result))")
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard shim_errno() == EINTR else {
                throw .refused("could not wait for \"\(line[0])\"")
            }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
