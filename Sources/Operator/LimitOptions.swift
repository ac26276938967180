internal import ArgumentParser
internal import Config
internal import FrontEnd
internal import Monitoring

/// From when on `status` warns and alarms.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Warn when a file has waited so long.", valueName: "time"))
    var warningAge = "5min"
    @Option(help: ArgumentHelp("Alarm when a file has waited so long.", valueName: "time"))
    var criticalAge = "15min"
    @Option(help: ArgumentHelp("Warn when so many files wait.", valueName: "count"))
    var warningFiles = StatusThresholds().waitingFiles.warning
    @Option(help: ArgumentHelp("Alarm when so many files wait.", valueName: "count"))
    var criticalFiles = StatusThresholds().waitingFiles.critical

    /// The limits, where they are some.
    func thresholds() throws(CommandError) -> StatusThresholds {
        var thresholds = StatusThresholds()
        thresholds.waitingSeconds = .init(
            warning: try seconds(warningAge, "warning-age"),
            critical: try seconds(criticalAge, "critical-age")
        )
        thresholds.waitingFiles = .init(
            warning: try count(warningFiles, "warning-files"),
            critical: try count(criticalFiles, "critical-files")
        )
        return thresholds
    }

    private func seconds(_ text: String, _ flag: String) throws(CommandError) -> Int64 {
        guard let duration = SettingValue.duration(text) else {
            throw refuse(flag, text, "a time from 1ms to 1d (seconds without a unit)")
        }
        return Int64((duration / .seconds(1)).rounded(.up))
    }

    private func count(_ value: Int64, _ flag: String) throws(CommandError) -> Int64 {
        guard value > 0 else { throw refuse(flag, String(value), "a number above 0") }
        return value
    }

    private func refuse(_ flag: String, _ text: String, _ expected: String) -> CommandError {
        CommandError(.usage, "\"\(text)\" of flag --\(flag) is not \(expected)")
    }
}
