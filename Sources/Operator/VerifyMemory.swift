internal import FrontEnd
internal import Lifecycle

/// Writes down now and then how far a run of `verify` is.
struct VerifyMemory {
    /// What a crash loses at most.
    private static let interval: Duration = .seconds(2)

    private let file: ProgressFile?
    private var contents: ProgressFile.Contents
    private let now: () -> Duration
    private var written: Duration

    init(
        _ file: ProgressFile?,
        _ contents: ProgressFile.Contents,
        now: @escaping () -> Duration = { MonotonicTime.now }
    ) {
        self.file = file
        self.contents = contents
        self.now = now
        written = now()
    }

    /// Notes that all files up to this one are done.
    mutating func note(
        done: String,
        findings: [(ending: Ending, line: String)]
    ) throws(CommandError) {
        guard let file, now() - written >= Self.interval else { return }
        contents.done = done
        contents.findings = findings
        try file.write(contents)
        written = now()
    }
}
