internal import WAL

/// Which timeline recovery follows, where none is named.
extension RestoreChoice {
    /// The one on which the server lives.
    ///
    /// Where two go on, and nothing tells which of them counts, none is taken: a restore of the
    /// wrong one ends as well as that of the right one.
    ///
    /// - Returns: with what to tell of others.
    static func timeline(
        _ wish: Wish,
        _ candidates: [BackupDescription],
        _ catalog: BackupCatalog,
        _ inventory: WALInventory
    ) throws(BackupError) -> (TimelineID, why: [String]) {
        if let timeline = wish.timeline {
            return (timeline, ["timeline \(timeline) was asked for"])
        }
        let life = TimelineLife(catalog, inventory)
        // Of a backup that is named, those to which it leads.
        let all = life.timelines.filter { timeline in
            let path = TimelinePath(leadingTo: timeline, histories: inventory.histories)
            return wish.backup == nil || candidates.contains(where: path.contains)
        }
        let living = life.living(of: all)
        guard let timeline = living.first ?? candidates.last?.endTimeline else {
            throw .absent(noneMessage(wish))
        }
        if let rival = living.dropFirst().first {
            throw .refused(life.rivalry(timeline, rival) + rivalHint)
        }
        if let reason = inventory.unreadable[timeline] {
            throw .refused(
                "the history file of timeline \(timeline) cannot be read: \(reason)" + damageHint
            )
        }
        guard let newest = all.max(), newest != timeline else {
            return (timeline, ["timeline \(timeline) is the newest"])
        }
        let end = life.end(of: newest, beside: timeline).map { " after \($0)" } ?? ""
        return (
            timeline,
            [
                "timeline \(timeline) is taken, on which the server lived: nothing was stored of"
                    + " timeline \(newest)\(end); --target-timeline \(newest) takes that"
            ]
        )
    }

    private static var damageHint: String {
        " HINT: Move the damaged file out of the archive and bring it back from another copy or a"
            + " server's pg_wal, or name the timeline with --target-timeline."
    }

    private static var rivalHint: String {
        " HINT: One of them is a copy's or an old primary's. Name the one that counts with"
            + " --target-timeline."
    }

    /// Why the timeline that counts cannot be restored, though another one can.
    static func unreachableMessage(
        _ wish: Wish,
        _ candidates: [BackupDescription],
        _ timeline: TimelineID,
        _ other: TimelineID,
        _ inventory: WALInventory
    ) -> String {
        let name = WALFileName.history(timeline)
        let isKnown = inventory.knowsOrigin(of: timeline)
        let path = TimelinePath(leadingTo: timeline, histories: inventory.histories)
        let why =
            candidates.contains(where: path.contains)
            ? noneMessage(wish)
            : isKnown
                ? "no backup leads to it" : "\(name), which tells what leads to it, is missing"
        return "timeline \(timeline) is the one on which the server lived last, and \(why) HINT: "
            + (isKnown
                ? "" : "Bring \(name) back, from the pg_wal of a server or a copy of the archive. ")
            + "--target-timeline \(other) recovers another state."
    }
}

extension TimelineLife {
    /// That two timelines go on.
    func rivalry(_ timeline: TimelineID, _ rival: TimelineID) -> String {
        let times = [(timeline, rival), (rival, timeline)].map { one, other in
            "timeline \(one)\(end(of: one, beside: other).map { " until \($0)" } ?? "")"
        }
        return "two timelines go on, and nothing tells on which of them the server lives: "
            + times.joined(separator: ", ")
    }
}
