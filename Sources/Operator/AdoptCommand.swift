internal import Archive
internal import ArgumentParser
internal import Config
internal import FrontEnd
internal import WAL

/// `wal-archive adopt`: an archive that `cp` or `s3cmd` filled becomes one of ours.
struct AdoptCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Writes marker and digests for an archive that cp or s3cmd filled.",
        discussion: """
            Reads every file, records the SHA-256 of each plain one that is sound and has none, and \
            tells the others. In a bucket such an object is stored once more, since its metadata \
            cannot be changed by itself. To be run as the server's user.
            """
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Settings") var settings: SettingsOptions

    func run(_ call: Call) throws(CommandError) -> Ending {
        let session = try ArchiveSession(settings, call)
        let store = try session.openStore()
        let adoption = Adoption(store: store, record: try session.openReplacingStore())
        let inventory: Inventory
        do throws(StoreError) {
            inventory = try Inventory(of: store)
        } catch {
            throw CommandError("adopt \"\(session.url)\"", error)
        }
        do throws(PushError) {
            return try adopt(inventory, adoption, session, call)
        } catch {
            throw CommandError(
                error.ending,
                "could not adopt \"\(session.url)\": \(error.description)"
            )
        }
    }

    private func adopt(
        _ inventory: Inventory,
        _ adoption: Adoption,
        _ session: ArchiveSession,
        _ call: Call
    ) throws(PushError) -> Ending {
        var random = SystemRandomNumberGenerator()
        let system = try adoption.claim(
            system: session.system,
            inventory: inventory,
            random: &random
        )
        let report = VerifyReport(call.console, json: output.json)
        let progress = ProgressBar(
            call.console,
            verb: "adopted",
            total: UInt64(inventory.count),
            unit: .files
        )
        let files = ChosenFiles(
            segments: inventory.segments,
            others: inventory.others.map(\.name)
        )
        var sums = Sums(systemIdentifier: system.description)
        for index in 0..<files.count {
            let name = files[index]
            let outcome = try adoption.adopt(name, system: system)
            if let finding = sums.take(name, outcome) { progress.write(report.line(finding)) }
            progress.advance(by: 1)
        }
        progress.finish()
        call.console.write(output.json ? JSONLine.text(sums) : sums.text(session.url))
        return Ending(rawValue: sums.status) ?? .defect
    }

    /// The last line.
    private struct Sums: Encodable {
        let type = "adoption"
        let systemIdentifier: String
        var recorded = 0
        var hadDigest = 0
        var withoutDigest = 0
        var refused = 0
        var status: Int32 = 0

        init(systemIdentifier: String) {
            self.systemIdentifier = systemIdentifier
        }

        /// Counts a file; answers what is to be told of it.
        mutating func take(
            _ name: ArchivedFileName,
            _ outcome: Adoption.Outcome
        ) -> VerifyReport.Finding? {
            switch outcome {
            case .recorded: recorded += 1
            case .hadDigest: hadDigest += 1
            case .withoutDigest: withoutDigest += 1
            case .refused(let verification):
                refused += 1
                let before = Ending(rawValue: status) ?? .success
                status = Ending.gravest([before, verification.result.ending]).rawValue
                guard let found = verification.result.finding else { break }
                return VerifyReport.Finding(
                    kind: found.kind,
                    name: name.description,
                    reason: found.reason,
                    lsn: found.lsn
                )
            }
            return nil
        }

        func text(_ url: String) -> String {
            "\(url) is the archive of system \(systemIdentifier): \(recorded) digests recorded,"
                + " \(hadDigest) were there, \(withoutDigest) have no place for one,"
                + " \(refused) files are not sound"
        }
    }
}
