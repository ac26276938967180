// wal-fetch %f %p: PostgreSQL's restore_command. What it does is in FrontEnd; here it prints and
// exits, without waiting for the thread that watches.
internal import CLinux
internal import FrontEnd
internal import SystemPackage

@Sendable func end(_ result: CommandResult) -> Never {
    let text = { (lines: [String]) in lines.map { $0 + "\n" }.joined().utf8 }
    // Where nobody listens, the status still tells.
    _ = try? FileDescriptor.standardOutput.writeAll(text(result.output))
    _ = try? FileDescriptor.standardError.writeAll(text(result.errors))
    _exit(result.status)
}

end(FetchCommand(.ofProcess, exit: end).run())
