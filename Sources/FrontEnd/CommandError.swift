internal import Config
internal import Lifecycle

/// Why a command could not begin, with how it ends.
struct CommandError: Error {
    let ending: Ending
    let reason: String

    init(_ ending: Ending, _ reason: String) {
        self.ending = ending
        self.reason = reason
    }
}

extension SettingsSources {
    /// The sources of one command line.
    init(_ arguments: Arguments, _ invocation: Invocation) {
        self.init(
            flags: arguments.flags,
            namedFile: arguments.configFile,
            environment: invocation.environment,
            defaultFile: invocation.defaultConfigFile ?? SettingsFile.defaultPath
        )
    }
}

extension Settings {
    /// Pauses between tries at a file that the machine cannot open just now: how long a call may
    /// take stands in that file.
    private static let pauses: [Duration] = [
        .milliseconds(100), .milliseconds(300), .milliseconds(600),
    ]

    /// The settings of one command line.
    init(_ arguments: Arguments, _ invocation: Invocation) throws(CommandError) {
        let sources = SettingsSources(arguments, invocation)
        for pause in Self.pauses {
            do throws(ConfigError) {
                self = try Settings(try sources.given())
                return
            } catch {
                guard error.isPassing else { throw CommandError(.usage, error.description) }
            }
            MonotonicTime.wait(pause)
        }
        do throws(ConfigError) {
            self = try Settings(try sources.given())
        } catch {
            throw CommandError(error.isPassing ? .cannotTell : .usage, error.description)
        }
    }
}
