internal import SystemPackage

extension RestoreSite {
    /// Verifies files that are durable; once one is not what was written, nothing here counts.
    ///
    /// - Parameters:
    ///   - directory: where the files are now.
    ///   - spaces: where those of tablespaces are.
    func verify(
        _ checks: FileChecks,
        in directory: FilePath,
        _ spaces: [UInt32: FilePath],
        _ request: RestoreRequest
    ) throws(BackupError) {
        let unchecked: Int
        do throws(BackupError) {
            unchecked = try ManifestVerification(
                checks: checks,
                directory: directory,
                tablespaces: spaces
            ).run()
        } catch {
            try? journal.noteLoss()
            throw error
        }
        if unchecked > 0 {
            request.notice(
                "\(unchecked) files have checksums of a kind that only pg_verifybackup computes;"
                    + " their sizes are right"
            )
        }
        guard let first = checks.unlisted.map(\.string).min() else { return }
        request.notice(
            "\(checks.unlisted.count) files of the backup are not in its manifest, which nothing"
                + " verifies, \"\(first)\" among them"
        )
    }
}
