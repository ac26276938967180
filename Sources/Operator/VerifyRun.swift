internal import Archive
internal import Config
internal import FrontEnd
internal import Lifecycle
internal import Records
internal import WAL

/// One run of `verify`.
struct VerifyRun: Sendable {
    /// Files under way or waiting for their turn, for each thread.
    private static let windowPerJob = 8

    let session: ArchiveSession
    let call: Call
    let choice: VerificationChoice
    let isDeep: Bool
    let jobs: Int
    let stateFile: ProgressFile?
    let report: VerifyReport

    /// Verifies what was chosen and prints what was found.
    func run() throws(CommandError) -> Ending {
        let start = MonotonicTime.now
        let scope = try VerifyScope(session, choice, isDeep: isDeep, stateFile: stateFile)
        let progress = ProgressBar(
            call.console,
            verb: "verified",
            total: UInt64(scope.files.count),
            unit: .files
        )
        var judge = VerifyJudge(scope: scope, report: report, console: progress, isDeep: isDeep)
        for finding in StructureFindings(scope, choice).all { judge.tell(finding) }
        try verify(scope, &judge, progress)
        progress.finish()
        try stateFile?.remove()
        var sums = judge.sums
        sums.seconds = ((MonotonicTime.now - start) / .milliseconds(1)).rounded() / 1000
        let ending = judge.ending
        sums.status = ending.rawValue
        call.console.write(report.line(sums, isDeep: isDeep, ending: ending))
        return ending
    }

    private func verify(
        _ scope: VerifyScope,
        _ judge: inout VerifyJudge,
        _ progress: ProgressBar
    ) throws(CommandError) {
        let files = scope.files
        let first = scope.firstIndex
        let work = OrderedWork<FileCheck.Outcome>(
            count: files.count - first,
            window: jobs * Self.windowPerJob
        )
        var threads = 0
        for _ in 0..<min(jobs, max(files.count - first, 1)) {
            let started = work.start { [session, isDeep] in
                let check = Self.makeCheck(session, scope.system, isDeep: isDeep)
                return { check(files[first + $0]) }
            }
            threads += started ? 1 : 0
        }
        guard threads > 0 else {
            throw CommandError(.cannotTell, "could not start a thread")
        }
        progress.advance(by: UInt64(first))
        var memory = VerifyMemory(stateFile, scope.remembered)
        for index in first..<max(files.count, first) {
            let outcome = work.outcome(of: index - first)
            judge.judge(files[index], outcome, isKnown: scope.isKnown(index))
            progress.advance(by: 1)
            try memory.note(done: files[index].description, findings: judge.findings)
        }
    }

    /// What a thread does with each file; its store is its own.
    private static func makeCheck(
        _ session: ArchiveSession,
        _ system: SystemIdentifier?,
        isDeep: Bool
    ) -> (ArchivedFileName) -> FileCheck.Outcome {
        do throws(CommandError) {
            let check = FileCheck(
                store: try session.openStore(),
                system: system,
                checksWAL: session.settings.checkWAL,
                isDeep: isDeep
            )
            return { check.outcome(of: $0) }
        } catch {
            let reason = error.reason
            return { _ in FileCheck.Outcome(failure: reason) }
        }
    }
}
