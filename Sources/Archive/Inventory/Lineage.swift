package import WAL

/// The timelines of an archive, and how their history files say that they descend.
package struct Lineage: Sendable {
    /// What is wrong with history files.
    package enum Defect: Equatable, Sendable, CustomStringConvertible {
        /// A timeline has WAL, but what it descends from is nowhere.
        case noHistory(TimelineID)
        /// It tells its parents differently from its parent's own history file.
        case disagrees(TimelineID, parent: TimelineID)
        /// It cannot be read, or is damaged.
        case unreadable(TimelineID, reason: String)

        /// The file.
        package var timeline: TimelineID {
            switch self {
            case .noHistory(let timeline), .disagrees(let timeline, _),
                .unreadable(let timeline, _):
                timeline
            }
        }

        package var description: String {
            switch self {
            case .noHistory:
                "it is absent, so no recovery can reach the WAL of its timeline"
            case .disagrees(_, let parent):
                "it does not agree with \(WALFileName.history(parent))"
            case .unreadable(_, let reason): reason
            }
        }
    }

    /// Every history file that could be read.
    package let histories: [TimelineID: TimelineHistory]
    /// What is wrong with them.
    package let defects: [Defect]

    /// Reads an archive's history files and holds them against each other.
    package init(
        of inventory: Inventory,
        in store: any Store,
        system: SystemIdentifier?
    ) throws(StoreError) {
        var histories: [TimelineID: TimelineHistory] = [:]
        var defects: [Defect] = []
        for timeline in inventory.histories {
            do throws(StoreError) {
                histories[timeline] = try store.historyFile(of: timeline, system: system)
            } catch  where error.kind == .permanent {
                defects.append(.unreadable(timeline, reason: error.reason))
            }
        }
        let unreadable = Set(defects.map(\.timeline))
        for timeline in inventory.timelines {
            guard timeline.rawValue > 1, histories[timeline] == nil,
                !unreadable.contains(timeline), !inventory.segments(of: timeline).isEmpty
            else { continue }
            defects.append(.noHistory(timeline))
        }
        for history in histories.values.sorted(by: { $0.timeline < $1.timeline }) {
            guard let parent = history.entries.last?.timeline, let its = histories[parent],
                Array(history.entries.dropLast()) != its.entries
            else { continue }
            defects.append(.disagrees(history.timeline, parent: parent))
        }
        self.histories = histories
        self.defects = defects.sorted { $0.timeline < $1.timeline }
    }

    /// Where a timeline began, and its parent; nil for one without a history file.
    package func origin(of timeline: TimelineID) -> TimelineHistory.Entry? {
        histories[timeline]?.entries.last
    }

    /// Where timelines ended.
    package var ends: TimelineEnd { TimelineEnd(histories: Array(histories.values)) }
}
