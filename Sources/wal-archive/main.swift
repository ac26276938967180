// wal-archive: the operator's tool. What it does is in Operator; here it prints and exits.
internal import CLinux
internal import FrontEnd
internal import Operator

@Sendable func end(_ result: CommandResult) -> Never {
    for line in result.output { ProcessConsole.shared.write(line) }
    for line in result.errors { ProcessConsole.shared.complain(line) }
    _exit(result.status)
}

end(WALArchive.run(Call(.ofProcess, console: ProcessConsole.shared, exit: end)))
