import TestSupport

/// What can befall an archive, its settings or the place of delivery.
enum Fault: String, Sendable, CaseIterable {
    case archiveMissing
    case pathMistyped
    case archiveEmpty
    case permissionDenied
    case walUnwritable
    case walFull
    case damagedFile
    case foreignFile
    case pipe
    case danglingLink
    case gap
    case badSetting
    case defect
    /// Every call that it befalls takes seconds: only for tests that ask for it.
    case archiveHangs

    /// Those that can be provoked here; what others need is told where they are skipped.
    static var possible: [Fault] {
        allCases.filter { fault in
            switch fault {
            case .walFull: MountedDirectory.isPossible
            case .defect: Tracing.isPossible
            case .archiveHangs: false
            default: true
            }
        }
    }

    /// The exit status on a standby and otherwise.
    var statuses: (standby: Int32, otherwise: Int32) {
        switch self {
        case .archiveMissing, .pathMistyped, .archiveEmpty, .permissionDenied, .walUnwritable,
            .walFull, .archiveHangs:
            (2, 200)
        case .damagedFile, .foreignFile, .pipe, .danglingLink: (3, 201)
        case .gap: (4, 202)
        case .badSetting: (5, 203)
        case .defect: (6, 204)
        }
    }

    /// The shell's lines that bring it about and that end it.
    func lines(_ place: Place) -> (strike: String, lift: String) {
        let (archive, object) = (place.archive, "\(place.archive)/\(place.segment)")
        let (settings, prefix) = (place.script.settingsFile, place.script.prefixFile)
        let url = "archive = 'file://\(archive)'"
        switch self {
        case .archiveMissing:
            return ("mv \(archive) \(archive).away", "mv \(archive).away \(archive)")
        case .pathMistyped:
            return (
                "echo \"archive = 'file://\(archive).typo'\" >\(settings)",
                "echo \"\(url)\" >\(settings)"
            )
        case .archiveEmpty:
            return (
                "mv \(archive) \(archive).away; mkdir \(archive)",
                "rmdir \(archive); mv \(archive).away \(archive)"
            )
        case .permissionDenied: return ("chmod 000 \(archive)", "chmod 700 \(archive)")
        case .walUnwritable: return ("chmod 500 \(place.wal)", "chmod 700 \(place.wal)")
        case .walFull:
            return (
                "head -c 64M /dev/zero >\(place.wal)/filler 2>/dev/null", "rm \(place.wal)/filler"
            )
        case .badSetting:
            return ("echo 'compresion = zstd' >>\(settings)", "echo \"\(url)\" >\(settings)")
        case .defect:
            return (
                "echo '\(Tracing.prefix("fchmod", "signal=SIGILL"))' >\(prefix)", ": >\(prefix)"
            )
        case .archiveHangs:
            // Longer than the budget. The tracer keeps the process until the delay is over.
            let hanging = Tracing.prefix("openat", "delay_enter=4000000", at: archive)
            return ("echo '\(hanging)' >\(prefix)", ": >\(prefix)")
        case .damagedFile, .foreignFile, .pipe, .danglingLink, .gap:
            return (
                "mv \(object) \(object).right; \(replacement(object, place))",
                "rm -f \(object); mv \(object).right \(object)"
            )
        }
    }

    /// Puts something in the place of an object that was moved away.
    private func replacement(_ object: String, _ place: Place) -> String {
        switch self {
        case .damagedFile:
            """
            cp \(object).right \(object)
            dd if=/dev/zero of=\(object) bs=1 count=64 seek=9000 conv=notrunc status=none
            """
        case .foreignFile: "cp \(place.foreign) \(object)"
        case .pipe: "mkfifo \(object)"
        case .danglingLink: "ln -s nowhere \(object)"
        default: ":"
        }
    }

    /// Where a fault strikes.
    struct Place: Sendable {
        /// The archive.
        let archive: String

        /// The segment with which it begins.
        let segment: String

        /// The same segment as another cluster archived it.
        let foreign: String

        /// The server's `pg_wal`.
        let wal: String

        /// The server's restore command.
        let script: RestoreScript
    }
}
