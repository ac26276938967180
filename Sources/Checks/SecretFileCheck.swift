internal import Files
package import SystemPackage

/// Looks whether files that hold secrets are closed to others.
package struct SecretFileCheck: Sendable {
    private let files: [FilePath]

    /// Makes the check of files, each of which is looked at once.
    package init(_ files: [FilePath]) {
        self.files = files
    }

    /// Looks at the mode of each; one that cannot be looked at says nothing.
    package func run() -> [Check] {
        var seen: Set<FilePath> = []
        return files.filter { seen.insert($0).inserted }.compactMap { path in
            guard let status = (try? FileStatus.of(path)) ?? nil else { return nil }
            guard status.permissions.contains(.otherRead) else {
                return .passed("secrets", "others cannot read \"\(path)\"")
            }
            return .warning(
                "secrets",
                "\"\(path)\" holds a secret, and its mode lets everybody on this host read it",
                advice: "Give it to the server's user alone: chmod 600 \(path)."
            )
        }
    }
}
