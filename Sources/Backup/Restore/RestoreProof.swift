internal import Files
package import SystemPackage

/// What stands for a restored backup's being what the server sent.
package enum RestoreProof: Sendable {
    /// The server made no manifest.
    case none
    /// The sizes of files: not for each of them has the manifest a checksum that this program
    /// computes.
    case sizes
    /// The checksums of all files.
    case checksums

    /// What proved a directory that was restored, by the manifest that lies there.
    package init(of directory: FilePath) {
        let path = directory.appending(BackupFile.manifest)
        let bytes = try? WholeFile.read(path, limit: BackupManifest.lengthLimit)
        guard let bytes = bytes ?? nil else {
            self = .none
            return
        }
        // It was read a moment ago; of one that is not sound any more nothing is said.
        self = (try? BackupManifest(bytes, name: path.string))?.proof ?? .sizes
    }

    /// How it is said behind a restored backup's name.
    package var words: String {
        switch self {
        case .none: "which has no manifest to verify it by"
        case .sizes: "of which only the sizes of files are verified by its manifest"
        case .checksums: "verified by its manifest"
        }
    }
}

extension BackupManifest {
    /// What it proves.
    var proof: RestoreProof {
        let isWhole = files.allSatisfy { $0.algorithm == .crc32c || $0.algorithm == .sha256 }
        return isWhole ? .checksums : .sizes
    }
}
