internal import Archive
internal import Codec
internal import WAL

/// Everything of a backup but its descriptions, once it is stored.
struct StoredObjects {
    let archives: [ArchiveDescription]
    let manifest: PartDescription?
    let configuration: PartDescription?
}

/// A backup being stored: archives, then the manifest, then the description.
final class BackupWriter {
    private struct Archive {
        let oid: UInt32?
        let location: String?
        let partCount: Int
    }

    let begun: BegunBackup
    let objects: any ObjectStore
    private let form: BackupForm
    private let writers: PartWriters
    private var archives: [Archive] = []
    private var cutter: PartCutter?
    private var manifest: JobFeeder?
    private var current: (oid: UInt32?, location: String?) = (nil, nil)
    private var hasManifest = false
    private var isEnded = false
    /// What the data directory's archive says of the backup.
    private(set) var notes = ArchiveNotes()

    /// Claims the place and says that the backup begins.
    init(
        _ begun: BegunBackup,
        in place: BackupPlace,
        _ form: BackupForm,
        progress: @escaping @Sendable (UInt64) -> Void
    ) throws(BackupError) {
        let objects = try place.objects()
        try objects.claim(begun.system)
        try objects.create(begun.name.object(BackupFile.begun), DescriptionCoding.bytes(begun))
        writers = try form.writers(place, system: begun.system, progress: progress)
        self.begun = begun
        self.objects = objects
        self.form = form
    }

    /// Gives up what was begun, so that no thread waits for more.
    deinit {
        guard !isEnded else { return }
        cutter?.abandon()
        manifest?.abandon()
        writers.end()
    }

    /// An archive begins; the one before is complete.
    func beginArchive(oid: UInt32?, location: String?) throws(BackupError) {
        try endArchive()
        current = (oid, location)
        cutter = PartCutter(
            ArchiveDescription.file(oid: oid),
            of: begun.name,
            writers: writers,
            partBytes: form.partBytes
        )
    }

    /// The manifest begins; all archives are complete.
    func beginManifest() throws(BackupError) {
        try endArchive()
        let job = PartJob(
            PartJob.Place(file: BackupFile.manifest, number: 0),
            object: try begun.name.object(BackupFile.manifest),
            continues: nil
        )
        manifest = try JobFeeder(job, writers)
        hasManifest = true
    }

    /// Stores files of settings; nothing else has begun, or is complete.
    func store(_ configuration: SavedConfiguration) throws(BackupError) {
        let job = PartJob(
            PartJob.Place(file: BackupFile.configuration, number: 0),
            object: try begun.name.object(BackupFile.configuration),
            continues: nil
        )
        let bytes = configuration.bytes
        var feeder = try JobFeeder(job, writers)
        do throws(BackupError) {
            try feeder.append(unsafe bytes.span.bytes)
            try feeder.finish()
        } catch {
            feeder.abandon()
            throw error
        }
    }

    /// Bytes of what has begun.
    func append(_ bytes: RawSpan) throws(BackupError) {
        if manifest != nil {
            try manifest?.append(bytes)
        } else {
            try cutter?.append(bytes)
        }
    }

    /// Waits until everything is stored, and gives what has been.
    func finishObjects() throws(BackupError) -> StoredObjects {
        try endArchive()
        try manifest?.finish()
        manifest = nil
        isEnded = true
        let written = try writers.finish()
        var described: [ArchiveDescription] = []
        for archive in archives {
            let file = ArchiveDescription.file(oid: archive.oid)
            let parts = (0..<archive.partCount).compactMap { number in
                written[PartJob.Place(file: file, number: number + 1)]
            }
            guard parts.count == archive.partCount else {
                throw .refused("a part of \"\(file)\" was not stored")
            }
            described.append(
                ArchiveDescription(oid: archive.oid, location: archive.location, parts: parts)
            )
        }
        return StoredObjects(
            archives: described,
            manifest: written[PartJob.Place(file: BackupFile.manifest, number: 0)],
            configuration: written[PartJob.Place(file: BackupFile.configuration, number: 0)]
        )
    }

    /// Stores the description: from now on there is a backup.
    ///
    /// Everything else must be there, before and after: somebody may have taken the backup for one
    /// that was given up, and have removed it.
    ///
    /// - Parameter confirm: makes sure afterwards that its WAL is there, too.
    func finish(
        _ description: BackupDescription,
        confirm: () throws(BackupError) -> Void = {}
    ) throws(BackupError) {
        let name = try begun.name.object(BackupFile.description)
        try check(description)
        try objects.create(name, DescriptionCoding.bytes(description))
        do throws(BackupError) {
            try check(description)
            try confirm()
        } catch {
            // Should this fail too, the listing still tells that the backup is not whole.
            _ = try? objects.remove([name])
            throw error
        }
    }

    private func endArchive() throws(BackupError) {
        guard var cutter = self.cutter.take() else { return }
        do throws(BackupError) {
            let (partCount, notes) = try cutter.finish()
            if current.oid == nil { self.notes = notes }
            archives.append(
                Archive(oid: current.oid, location: current.location, partCount: partCount)
            )
        } catch {
            cutter.abandon()
            throw error
        }
    }
}
