internal import CLinux
internal import SystemPackage

/// Where temporary files get a name, on file systems that cannot do without.
package struct TemporaryPlace: Sendable {
    /// Older ones were left by a crash: no transfer lasts a day.
    static let leftoverAge: Duration = .seconds(24 * 60 * 60)
    /// How many names one call looks at, so that a full directory costs no more than that.
    static let leftoverScanLimit = 10_000
    private static let suffix = ".tmp"

    /// On the file system on which the file will be published.
    package let directory: Directory
    /// A directory below it for them, made when the first one is needed; nil for none.
    package let subdirectory: String?
    /// How their names begin, so that we know our own.
    package let prefix: String

    /// Names a place; nothing is made yet.
    package init(directory: Directory, subdirectory: String?, prefix: String) {
        self.directory = directory
        self.subdirectory = subdirectory
        self.prefix = prefix
    }

    /// Opens the place, and removes what crashes left there.
    func open() throws(FileError) -> Directory {
        var place = directory
        if let subdirectory {
            try directory.createDirectory(subdirectory, mode: FilePermissions(rawValue: 0o750))
            place = try Directory(opening: directory.path.appending(subdirectory))
        }
        removeLeftovers(in: place)
        return place
    }

    /// A name that nobody else uses.
    func uniqueName() -> String {
        let random = UInt64.random(in: UInt64.min...UInt64.max)
        return prefix + String(random, radix: 16) + Self.suffix
    }

    /// By age only; a failure is no matter, the next call tries again.
    private func removeLeftovers(in place: Directory) {
        var seen = 0
        var ours: [String] = []
        try? place.forEachName { name in
            if name.hasPrefix(prefix), name.hasSuffix(Self.suffix) { ours.append(name) }
            seen += 1
            return seen < Self.leftoverScanLimit
        }
        let newest = Int64(time(nil)) - (Self.leftoverAge.components.seconds)
        for name in ours {
            guard let status = try? place.status(of: name), status.modified < newest else {
                continue
            }
            try? place.remove(name)
        }
    }
}
