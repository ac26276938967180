package import Archive
internal import Codec
package import WAL

/// What WAL an archive holds, as one listing tells it.
package struct WALInventory: Equatable, Sendable {
    /// An archived file.
    package struct Object: Equatable, Sendable {
        /// Its name in the store, a digest's beside a plain file included.
        package let name: ObjectName
        /// The file that it is, or belongs to.
        package let file: ArchivedFileName
        /// Bytes in the store.
        package let storedBytes: UInt64
        /// When it was stored, in seconds since 1970.
        package let modified: Int64

        /// Makes one of a listing's entry; nil for what is no WAL.
        package init?(_ listed: ObjectEntry) {
            let text = listed.name.description
            let suffix = ".sha256"
            let stem = text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)) : text
            guard let file = ArchivedFileName(stem) else { return nil }
            name = listed.name
            self.file = file
            storedBytes = listed.storedBytes
            modified = listed.modified
        }

        /// Whether it is a whole segment itself.
        package var segment: SegmentName? { SegmentName(name.description) }
    }

    /// Everything that is WAL.
    package var objects: [Object]
    /// The history files that can be read.
    package var histories: [TimelineID: TimelineHistory]
    /// Why the others cannot be.
    package var unreadable: [TimelineID: String]

    /// Makes an inventory of its parts.
    package init(
        objects: [Object],
        histories: [TimelineID: TimelineHistory],
        unreadable: [TimelineID: String] = [:]
    ) {
        self.objects = objects
        self.histories = histories
        self.unreadable = unreadable
    }

    /// Whether it is known what a timeline descends from; the first one descends from none.
    func knowsOrigin(of timeline: TimelineID) -> Bool {
        timeline.rawValue == 1 || histories[timeline] != nil
    }

    /// Whether a higher timeline has a history file, sound or not.
    func hasHistory(above timeline: TimelineID) -> Bool {
        (Array(histories.keys) + Array(unreadable.keys)).contains { $0 > timeline }
    }

    /// Lists an archive and reads its history files.
    package init(of archive: any ObjectStore) throws(BackupError) {
        var objects: [Object] = []
        do throws(StoreError) {
            try archive.list(prefix: "") { listed in
                if let object = Object(listed) { objects.append(object) }
                return true
            }
        } catch {
            throw .store(error)
        }
        var histories: [TimelineID: TimelineHistory] = [:]
        var unreadable: [TimelineID: String] = [:]
        for object in objects where object.name.description == object.file.description {
            guard object.file.kept == nil, case .history(let timeline) = object.file.file else {
                continue
            }
            do throws(BackupError) {
                histories[timeline] = try Self.history(object.name, timeline, in: archive)
            } catch {
                guard error.isOfOneObject else { throw error }
                unreadable[timeline] = error.description
            }
        }
        self.init(objects: objects, histories: histories, unreadable: unreadable)
    }

    /// Reads a history file.
    static func history(
        _ name: ObjectName,
        _ timeline: TimelineID,
        in archive: any ObjectStore
    ) throws(BackupError) -> TimelineHistory {
        let url = "\(archive.url)/\(name)"
        let plain = try archive.plainContents(of: name, limit: TimelineHistory.lengthLimit) ?? []
        do throws(HistoryDefect) {
            return try TimelineHistory(plain, of: timeline)
        } catch {
            throw .damaged(url, reason: error.description)
        }
    }

    /// The segment size that a segment's own header tells; nil where there is no such segment.
    package static func segmentSize(
        of segment: SegmentName,
        in archive: any ObjectStore
    ) throws(BackupError) -> SegmentSize? {
        guard let header = try header(of: segment, in: archive) else { return nil }
        guard let size = SegmentSize(bytes: UInt64(header.segmentSize)) else {
            throw noHeader(segment, in: archive)
        }
        return size
    }

    /// The cluster that a segment's own header tells; nil where there is no such segment, or where
    /// it is not PostgreSQL's.
    static func system(
        of segment: SegmentName,
        in archive: any ObjectStore
    ) throws(BackupError) -> SystemIdentifier? {
        guard let header = try header(of: segment, in: archive),
            header.magic.writer != .unsupported, header.hasLongHeaderFlag
        else { return nil }
        return SystemIdentifier(header.systemIdentifier)
    }

    private static func header(
        of segment: SegmentName,
        in archive: any ObjectStore
    ) throws(BackupError) -> LongPageHeader? {
        let sink = ByteSink()
        let decoder = ObjectDecoder(plainLimit: SegmentSize.range.upperBound) { bytes in
            sink.append(bytes)
            return sink.bytes.count < LongPageHeader.length
        }
        let name = ObjectName(ObjectKey(.segment(segment)))
        let isThere = try BackupError.store { () throws(StoreError) in
            try archive.read(name) { decoder.consume($0) }
        }
        guard isThere else { return nil }
        guard let header = LongPageHeader(sink.bytes.span) else {
            throw noHeader(segment, in: archive)
        }
        return header
    }

    private static func noHeader(
        _ segment: SegmentName,
        in archive: any ObjectStore
    ) -> BackupError {
        .damaged("\(archive.url)/\(segment)", reason: "it has no segment's header")
    }
}
