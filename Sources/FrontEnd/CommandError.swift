package import Config
internal import Lifecycle
package import SystemPackage

/// Why a command could not begin, with how it ends.
package struct CommandError: Error, Equatable, Sendable {
    /// How the command ends.
    package let ending: Ending
    /// What failed and why, without a full stop; then what to do next.
    package let reason: String

    /// Makes a failure of its words.
    package init(_ ending: Ending, _ reason: String) {
        self.ending = ending
        self.reason = reason
    }
}

extension SettingsSources {
    /// The sources of one command line.
    init(_ arguments: Arguments, _ invocation: Invocation) {
        self.init(
            flags: arguments.flags,
            configFile: arguments.configFile,
            invocation
        )
    }

    /// The sources of flags, of the environment and of a file.
    init(flags: [GivenSetting], configFile: FilePath?, _ invocation: Invocation) {
        self.init(
            flags: flags,
            namedFile: configFile,
            environment: invocation.environment,
            defaultFile: invocation.defaultConfigFile ?? SettingsFile.defaultPath
        )
    }
}

extension Settings {
    /// The settings of one command line.
    init(_ arguments: Arguments, _ invocation: Invocation) throws(CommandError) {
        try self.init(flags: arguments.flags, configFile: arguments.configFile, invocation)
    }

    /// The settings of one command line, of the environment and of the file.
    package init(
        flags: [GivenSetting],
        configFile: FilePath?,
        _ invocation: Invocation
    ) throws(CommandError) {
        try self.init(given: invocation.given(flags: flags, configFile: configFile))
    }

    /// The settings of everything that was given.
    package init(given: [GivenSetting]) throws(CommandError) {
        do throws(ConfigError) {
            self = try Settings(given)
        } catch {
            throw CommandError(.usage, error.description)
        }
    }
}

extension Invocation {
    /// Pauses between tries at a file that the machine cannot open just now: how long a call may
    /// take stands in that file.
    private static let pauses: [Duration] = [
        .milliseconds(100), .milliseconds(300), .milliseconds(600),
    ]

    /// Everything that one command line, the environment and the file give, the strongest last.
    package func given(
        flags: [GivenSetting],
        configFile: FilePath?
    ) throws(CommandError) -> [GivenSetting] {
        let sources = SettingsSources(flags: flags, configFile: configFile, self)
        for pause in Self.pauses {
            do throws(ConfigError) {
                return try sources.given()
            } catch {
                guard error.isPassing else { throw CommandError(.usage, error.description) }
            }
            MonotonicTime.wait(pause)
        }
        do throws(ConfigError) {
            return try sources.given()
        } catch {
            throw CommandError(error.isPassing ? .cannotTell : .usage, error.description)
        }
    }
}
