package import Lifecycle

/// Lines for the reader of a PostgreSQL log.
package enum Message {
    /// What could not be done to which file, why, with how much effort, and what to do next.
    package static func failure(
        _ command: String,
        _ verb: String,
        _ name: String,
        _ reason: String,
        effort: String = ""
    ) -> String {
        let beginning = "\(command): could not \(verb) \"\(name)\": "
        let hint = " HINT: "
        guard !effort.isEmpty, let range = reason.firstRange(of: hint) else {
            return oneLine(beginning + reason + effort)
        }
        let cause = reason[..<range.lowerBound]
        return oneLine(beginning + cause + effort + reason[range.lowerBound...])
    }

    /// A path or an argument may hold line breaks, and forge a line of the log.
    package static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    /// A command line that is none.
    ///
    /// - Parameter subcommand: the one whose help tells more.
    package static func usage(
        _ command: String,
        _ reason: String,
        subcommand: String? = nil
    ) -> String {
        let helper = subcommand.map { "\(command) \($0)" } ?? command
        return oneLine("\(command): \(reason) HINT: Try \(helper) --help.")
    }
}

extension Watch.Reason {
    /// What the watch found, without a full stop.
    package var description: String {
        switch self {
        case .nobodyWaits:
            "the session in which it was asked for has ended"
                + " HINT: To go on without a terminal, start the command with setsid."
        case .patience(.stalled(let time)):
            "the archive let less than 64 KiB/s pass for \(time / .seconds(1)) s"
                + " HINT: Is its file system or server hanging?"
        case .patience(.tooLong(let time)):
            "it took longer than \(Int64(time / .seconds(1))) s"
                + " HINT: Is the archive's file system or server hanging?"
        case .patience(.stopping):
            "the server is shutting down, and the archive did not take it in time"
        }
    }
}
