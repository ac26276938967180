internal import Archive
internal import WAL

/// How many files there are that are no whole segments.
struct OtherFiles: CustomStringConvertible {
    private(set) var partials = 0
    private(set) var histories = 0
    private(set) var backupLabels = 0
    private(set) var kept = 0

    init(_ inventory: Inventory) {
        for entry in inventory.others {
            guard entry.name.kept == nil else {
                kept += 1
                continue
            }
            switch entry.name.file {
            case .partial: partials += 1
            case .history: histories += 1
            case .backupLabel: backupLabels += 1
            case .segment: break
            }
        }
    }

    var isEmpty: Bool { partials + histories + backupLabels + kept == 0 }

    var description: String {
        let counts = [
            (histories, "history files"), (partials, "partial segments"),
            (backupLabels, "backup history files"), (kept, "files kept beside others"),
        ]
        return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
