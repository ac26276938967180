internal import Archive

/// What must be there before, and after, a description says that a backup is whole.
extension BackupWriter {
    func check(_ description: BackupDescription) throws(BackupError) {
        let folder = try BackupFolder(of: begun.name, in: objects)
        let first = try begun.name.object(BackupFile.begun)
        let defect =
            try folder.holds(first)
            ? folder.defect(of: description) : "its object \"\(first)\" is missing"
        guard let defect else { return try checkParents() }
        throw .refused(
            "backup \(begun.name) was removed while it was taken: \(defect)"
                + " HINT: Take another one, and look who removes what in \"\(objects.url)\"."
        )
    }

    /// What it builds on must still be there: another call may have let it expire meanwhile.
    private func checkParents() throws(BackupError) {
        var parent = begun.parent
        // In a circle this ends too.
        var seen: Set<BackupName> = [begun.name]
        while let name = parent {
            guard seen.insert(name).inserted,
                let found = try BackupCatalog.description(of: name, in: objects)
            else {
                throw .refused(
                    "backup \(begun.name) builds on \(name), which was removed while it was taken"
                        + " HINT: Take another one, and look who removes what in"
                        + " \"\(objects.url)\"."
                )
            }
            parent = found.parent
        }
    }
}
