internal import Codec
package import WAL

/// Finds where a segment's timeline ended: in the history files of the archive and of the server.
package struct TimelineEndSearch {
    /// The server's history files of timelines above one; none for a call by hand.
    package typealias LocalHistories =
        (_ above: TimelineID) throws(SourceError) -> [TimelineHistory]

    let store: any Store
    let localHistories: LocalHistories
    /// The cluster that history files must be of, where that is known.
    let system: SystemIdentifier?

    /// Where the timeline ended, if everything that differs lies behind that: those bytes mean
    /// nothing, and every failover of two standbys meets this.
    ///
    /// - Throws: where a history file cannot be read, since it may tell another end.
    func end(of name: WALFileName, conflict: Conflict) throws(PushError) -> LSN? {
        let segment: SegmentName
        switch name {
        case .segment(let its), .partial(let its): segment = its
        case .history, .backupLabel: return nil
        }
        guard let differs = conflict.lsn, let size = SegmentSize(bytes: conflict.local.size),
            conflict.archived.size == conflict.local.size
        else { return nil }
        let local: [TimelineHistory]
        do throws(SourceError) {
            local = try localHistories(segment.timeline)
        } catch {
            throw .unknownTimelineEnd(conflict, StoreError(.permanent, error.reason))
        }
        let archived: [TimelineHistory]
        do throws(StoreError) {
            archived = try store.historyFiles(above: segment.timeline, system: system)
        } catch {
            throw error.kind == .transient
                ? .store(error) : .unknownTimelineEnd(conflict, error)
        }
        return TimelineEnd(histories: local + archived)
            .find(in: segment, size: size, notAfter: differs)
    }
}
