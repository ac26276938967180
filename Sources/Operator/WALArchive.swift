package import ArgumentParser
package import FrontEnd
internal import Lifecycle

/// `wal-archive`, the operator's tool.
package struct WALArchive: ParsableCommand {
    /// Every subcommand; adding one is its file and its name here.
    package static let configuration = CommandConfiguration(
        commandName: Call.name,
        abstract: "Looks after an archive of PostgreSQL's write-ahead log.",
        discussion: """
            Exit status: 0 sound, 1 absent, 2 cannot tell, 3 damaged or different, 4 gap, \
            5 usage or configuration, 6 a defect of this program; of several the first of \
            6, 5, 2, 3, 4, 1 that occurs.
            """,
        version: "\(Call.name) \(Version.text)",
        subcommands: [
            ListCommand.self, VerifyCommand.self, ShowCommand.self,
            ResolveCommand.self, AdoptCommand.self, BackupCommand.self,
            BackupsCommand.self, RestoreCommand.self, ExpireCommand.self, CleanupCommand.self,
            CheckCommand.self, StatusCommand.self,
        ]
    )

    /// Made by the parser.
    package init() {}

    /// Parses the call's words and runs what they name.
    ///
    /// - Returns: the exit status and what is left to print.
    package static func run(_ call: Call) -> CommandResult {
        Signals.install(statusAfterTrap: Ending.defect.rawValue)
        let parsed: any ParsableCommand
        do {
            parsed = try parseAsRoot(call.invocation.arguments.map(\.text))
        } catch {
            return result(of: error, subcommand(call))
        }
        guard let subcommand = parsed as? any Subcommand else { return answer(parsed) }
        do throws(CommandError) {
            return CommandResult(status: try subcommand.run(call).rawValue)
        } catch {
            let line = Message.oneLine("\(Call.name): \(error.reason)")
            return CommandResult(status: error.ending.rawValue, errors: [line])
        }
    }

    /// `wal-archive help` is the parser's own; the bare name is no command.
    private static func answer(_ parsed: any ParsableCommand) -> CommandResult {
        var command = parsed
        guard !(command is Self) else { return usage("expected a subcommand") }
        do {
            try command.run()
        } catch {
            return result(of: error)
        }
        return CommandResult(status: Ending.success.rawValue)
    }

    /// Help and the version are answers; everything else that the parser throws is a usage error.
    private static func result(of error: any Error, _ subcommand: String? = nil) -> CommandResult {
        guard exitCode(for: error) != .success else {
            return CommandResult(status: Ending.success.rawValue, output: [fullMessage(for: error)])
        }
        return usage(inOurVoice(message(for: error)), subcommand)
    }

    /// The subcommand that a call names.
    private static func subcommand(_ call: Call) -> String? {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        return call.invocation.arguments.first.flatMap { names.contains($0.text) ? $0.text : nil }
    }

    private static func usage(_ reason: String, _ subcommand: String? = nil) -> CommandResult {
        CommandResult(
            status: Ending.usage.rawValue,
            errors: [Message.usage(Call.name, reason, subcommand: subcommand)]
        )
    }

    /// The parser's sentence as every other message is: it begins small and has no full stop.
    private static func inOurVoice(_ sentence: String) -> String {
        let begun = sentence.prefix(1).lowercased() + sentence.dropFirst()
        return begun.hasSuffix(".") ? String(begun.dropLast()) : begun
    }
}
