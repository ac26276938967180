internal import CLinux

/// Another process of this very executable, which nobody waits for.
///
/// A session of its own, none of our descriptors, nothing to print on. Its working directory is
/// ours; it changes that by itself.
package enum DetachedProcess {
    private static let executable = "/proc/self/exe"
    private static let nothing = "/dev/null"

    /// Starts it; answers whether it runs.
    ///
    /// The corresponding C functions are `posix_spawn` and its relatives.
    ///
    /// - Parameter words: its command line, with its name.
    package static func start(_ words: [String]) -> Bool {
        var actions = unsafe posix_spawn_file_actions_t()
        guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return false }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        guard unsafe posix_spawnattr_init(&attributes) == 0 else { return false }
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            guard
                unsafe posix_spawn_file_actions_addopen(
                    &actions,
                    descriptor,
                    nothing,
                    O_RDWR,
                    0
                ) == 0
            else { return false }
        }
        guard unsafe posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1) == 0,
            unsafe posix_spawnattr_setflags(&attributes, shim_POSIX_SPAWN_SETSID) == 0
        else { return false }
        var arguments = unsafe words.map { unsafe strdup($0) }
        unsafe arguments.append(nil)
        defer {
            for index in unsafe arguments.indices { unsafe free(arguments[index]) }
        }
        var process = pid_t()
        let result = unsafe posix_spawn(
            &process,
            executable,
            &actions,
            &attributes,
            arguments,
            shim_environ()
        )
        return result == 0
    }

    /// Leaves the working directory, so that its file system can be unmounted.
    package static func leaveWorkingDirectory() {
        _ = unsafe chdir("/")
    }
}
