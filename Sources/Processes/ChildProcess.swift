internal import CLinux
internal import SystemPackage

/// Runs a command of somebody else's and takes what it prints, within limits.
package enum ChildProcess {
    /// Longer than any answer that a command here gives.
    package static let outputLimit = 64 << 10
    /// As long as AWS's own tools wait.
    package static let timeLimit: Duration = .seconds(60)

    /// Runs a program without a shell; its standard input and its errors are nowhere.
    ///
    /// The C functions are `posix_spawnp`, `poll` and `waitpid`.
    ///
    /// - Parameters:
    ///   - program: found in PATH.
    ///   - words: its arguments, its own name first.
    package static func output(
        of program: String,
        _ words: [String],
        environment: [String: String],
        timeLimit: Duration = timeLimit
    ) throws(ProcessFailure) -> [UInt8] {
        var ends: [Int32] = [-1, -1]
        guard unsafe shim_pipe(&ends) == 0 else {
            throw .notStarted("\(Errno(rawValue: shim_errno()))")
        }
        var process: pid_t = 0
        let variables = environment.map { "\($0.key)=\($0.value)" }
        let result = unsafe withStrings(words) { words in
            unsafe withStrings(variables) { variables in
                unsafe shim_spawn(&process, program, words, variables, ends[1])
            }
        }
        _ = close(ends[1])
        defer { _ = close(ends[0]) }
        guard result == 0 else { throw .notStarted("\(Errno(rawValue: result))") }
        let output: [UInt8]
        do throws(ProcessFailure) {
            output = try read(ends[0], timeLimit: timeLimit)
        } catch {
            _ = kill(process, SIGKILL)
            _ = status(of: process)
            throw error
        }
        let status = status(of: process)
        if status & 0x7F != 0 { throw .killed(signal: status & 0x7F) }
        guard status == 0 else { throw .exited(status >> 8 & 0xFF) }
        return output
    }

    private static func read(
        _ descriptor: Int32,
        timeLimit: Duration
    ) throws(ProcessFailure) -> [UInt8] {
        let clock = ContinuousClock()
        let end = clock.now + timeLimit
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let rest = Int32(clamping: Int64((end - clock.now) / .milliseconds(1)))
            guard rest > 0 else { throw .tooSlow(timeLimit) }
            var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&question, 1, rest) > 0 else { continue }
            let count = unsafe CLinux.read(descriptor, &buffer, buffer.count)
            if count < 0, shim_errno() == EINTR { continue }
            guard count > 0 else { return output }
            output += buffer.prefix(count)
            guard output.count <= outputLimit else { throw .tooLong(limit: outputLimit) }
        }
    }

    /// As `waitpid` tells it; a process that closed its output is about to end.
    private static func status(of process: pid_t) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, shim_errno() == EINTR {}
        return status
    }

    /// Strings as C takes a list of them, alive for a call.
    private static func withStrings(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        var list = unsafe strings.map { unsafe strdup($0) }
        unsafe list.append(nil)
        let result = unsafe list.withUnsafeBufferPointer { list in
            guard let base = list.baseAddress else { return EINVAL }
            return unsafe body(base)
        }
        for index in strings.indices { unsafe free(list[index]) }
        return result
    }
}
