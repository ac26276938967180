internal import Config

/// Why a command could not begin, with how it ends.
struct CommandError: Error {
    let ending: Ending
    let reason: String

    init(_ ending: Ending, _ reason: String) {
        self.ending = ending
        self.reason = reason
    }
}

extension Settings {
    /// The settings of one command line.
    init(_ arguments: Arguments, _ invocation: Invocation) throws(CommandError) {
        let sources = SettingsSources(
            flags: arguments.flags,
            namedFile: arguments.configFile,
            environment: invocation.environment,
            defaultFile: invocation.defaultConfigFile ?? SettingsFile.defaultPath
        )
        do throws(ConfigError) {
            self = try Settings(try sources.given())
        } catch {
            throw CommandError(.usage, error.description)
        }
    }
}
