// wal-push %p %f: PostgreSQL's archive_command. What it does is in FrontEnd; here it prints and
// exits, without waiting for the thread that watches.
internal import CLinux
internal import FrontEnd
internal import SystemPackage

@Sendable func end(_ result: CommandResult) -> Never {
    let outputs = [
        (result.output, FileDescriptor.standardOutput), (result.errors, .standardError),
    ]
    // Most calls have nothing to say. Where nobody listens, the status still tells.
    for (lines, descriptor) in outputs where !lines.isEmpty {
        _ = try? descriptor.writeAll(lines.map { $0 + "\n" }.joined().utf8)
    }
    _exit(result.status)
}

end(PushCommand(.ofProcess, exit: end).run())
