internal import ArgumentParser
internal import Backup
internal import FrontEnd
internal import WAL

/// Up to where a restored server recovers; none: the end of the archive.
struct TargetOptions: ParsableArguments {
    @Option(help: "Up to a time, as in '2026-11-21 13:30:00+01'; without a zone it is UTC.")
    var targetTime: String?
    @Option(help: "Up to a position in the log, as in 0/5000000.")
    var targetLsn: String?
    @Option(help: "Up to a restore point.")
    var targetName: String?
    @Option(help: "Up to a transaction.")
    var targetXid: String?
    @Flag(help: "Only as far as the backup is consistent.")
    var targetImmediate = false
    @Flag(help: "Stop just before the target, not just after it.")
    var exclusive = false
    @Option(help: "What to do there: pause (PostgreSQL's own way), promote or shutdown.")
    var targetAction: RecoverySettings.Action?
    @Option(help: "The timeline to follow (default: the newest that a backup leads to).")
    var targetTimeline: String?

    /// The one target that is given.
    func target() throws(CommandError) -> RestoreTarget {
        var targets: [(flag: String, target: RestoreTarget)] = []
        if let targetTime {
            guard let time = UTCTime(targetTime) else {
                throw CommandError(
                    .usage,
                    "\"\(targetTime)\" is not a time HINT: Write it as 2026-11-21 13:30:00+01."
                )
            }
            targets.append(("--target-time", .time(time)))
        }
        if let targetLsn {
            guard let lsn = LSN(targetLsn) else {
                throw CommandError(.usage, "\"\(targetLsn)\" is not a position like 0/5000000")
            }
            targets.append(("--target-lsn", .lsn(lsn)))
        }
        if let targetName { targets.append(("--target-name", .name(targetName))) }
        if let targetXid {
            guard let xid = UInt64(targetXid) else {
                throw CommandError(.usage, "\"\(targetXid)\" is not the number of a transaction")
            }
            targets.append(("--target-xid", .xid(xid)))
        }
        if targetImmediate { targets.append(("--target-immediate", .immediate)) }
        guard targets.count <= 1 else {
            let flags = targets.map(\.flag).joined(separator: " and ")
            throw CommandError(
                .usage,
                "\(flags) name more than one target HINT: Give one of them."
            )
        }
        return targets.first?.target ?? .latest
    }

    /// The timeline, where one is named.
    func timeline() throws(CommandError) -> TimelineID? {
        guard let targetTimeline, targetTimeline != "latest" else { return nil }
        guard let timeline = UInt32(targetTimeline).flatMap(TimelineID.init) else {
            throw CommandError(.usage, "\"\(targetTimeline)\" is not the number of a timeline")
        }
        return timeline
    }
}

extension RecoverySettings.Action: ExpressibleByArgument {}

/// `OLD=NEW`, both absolute; `\=` stands for an equals sign within a path, as for pg_basebackup.
struct TablespacePair: ExpressibleByArgument {
    let old: String
    let new: String

    init?(argument: String) {
        let (equals, backslash, slash) = (UInt8(ascii: "="), UInt8(ascii: "\\"), UInt8(ascii: "/"))
        var parts: [[UInt8]] = [[]]
        for byte in argument.utf8 {
            let last = parts.count - 1
            if byte == equals, parts[last].last == backslash {
                parts[last].removeLast()
                parts[last].append(byte)
            } else if byte == equals, last == 0 {
                parts.append([])
            } else {
                parts[last].append(byte)
            }
        }
        guard parts.count == 2, parts.allSatisfy({ $0.first == slash }) else { return nil }
        (old, new) = (
            String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self)
        )
    }
}
