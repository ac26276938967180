internal import Codec
internal import WAL

/// The local file against the archived one, byte for byte.
struct Comparison {
    /// What the archived file is, and where it differs.
    struct Result {
        let form: StoredForm
        /// Nil for identical files.
        let conflict: Conflict?
    }

    let store: any Store
    let source: any PushSource
    let checksWAL: Bool

    /// Reads the archived file whole, verifies it, and finds the first difference.
    ///
    /// - Parameter identity: of the local file.
    func run(
        _ name: WALFileName,
        key: ObjectKey,
        identity: FileIdentity
    ) throws(PushError) -> Result {
        let walk = DifferenceWalk(source: source)
        let examination = Examination(name: name, system: nil, checksWAL: checksWAL) {
            walk.receive($0)
        }
        guard let object = try read(key, into: examination) else {
            throw .store(
                StoreError(.transient, "\"\(store.url)/\(key)\" was there and vanished")
            )
        }
        if let failure = walk.failure { throw .source(failure) }
        // PostgreSQL would recycle the only copy.
        if let location = object.location, location == source.location {
            throw .storedDefect(.notAFile("it is a link to the local file itself"))
        }
        let sound: SoundFile
        do throws(Examination.Failure) {
            sound = try examination.conclude(object)
        } catch {
            switch error {
            case .defect(.otherDigestBeside) where walk.isEqual(to: identity.size),
                .defect(.unreadableRecordedDigest) where walk.isEqual(to: identity.size):
                // The digest beside it is of an object that had the name before.
                return Result(form: .plain, conflict: nil)
            case .defect(let defect):
                throw .storedDefect(defect, beside: localCopy(identity, walk, name))
            case .failed(let reason): throw .failed(reason)
            }
        }
        let archived = sound.identity
        let conflict =
            archived == identity
            ? nil : conflict(name, local: identity, archived: archived, sound, walk.offset)
        return Result(form: sound.decoded.form, conflict: conflict)
    }

    /// What is known of the local file where the archived one is damaged.
    private func localCopy(
        _ identity: FileIdentity,
        _ walk: DifferenceWalk,
        _ name: WALFileName
    ) -> LocalCopy {
        var lsn: LSN?
        if case .segment(let segment) = name, walk.differs,
            let size = SegmentSize(bytes: identity.size), let start = segment.start(size: size)
        {
            lsn = start.advanced(by: min(walk.offset, size.bytes))
        }
        return LocalCopy(digest: identity.digest, lsn: lsn)
    }

    private func read(
        _ key: ObjectKey,
        into examination: Examination
    ) throws(PushError) -> StoredObject? {
        do throws(StoreError) {
            return try store.read(key) { examination.receive($0) }
        } catch {
            if error.kind == .notAFile { throw .storedDefect(.notAFile(error.reason)) }
            throw .store(error)
        }
    }

    private func conflict(
        _ name: WALFileName,
        local: FileIdentity,
        archived: FileIdentity,
        _ sound: SoundFile,
        _ offset: UInt64
    ) -> Conflict {
        guard let header = sound.facts.header else {
            return Conflict(
                local: local,
                archived: archived,
                offset: offset,
                lsn: nil,
                localSystem: nil,
                archivedSystem: nil
            )
        }
        return Conflict(
            local: local,
            archived: archived,
            offset: offset,
            lsn: header.start.advanced(by: min(offset, header.size.bytes)),
            localSystem: localSystem(),
            archivedSystem: header.systemIdentifier
        )
    }

    private func localSystem() -> SystemIdentifier? {
        var buffer = [UInt8](repeating: 0, count: LongPageHeader.length)
        guard let count = try? source.read(at: 0, into: &buffer), count == buffer.count else {
            return nil
        }
        return LongPageHeader(buffer.span).flatMap { SystemIdentifier($0.systemIdentifier) }
    }
}

/// Walks the local file along with the archived one's bytes.
private final class DifferenceWalk {
    /// The first byte that differs, or how many have been found equal.
    private(set) var offset: UInt64 = 0
    private(set) var failure: SourceError?
    private(set) var differs = false
    private let source: any PushSource
    private var buffer: [UInt8] = []

    init(source: any PushSource) {
        self.source = source
    }

    /// Whether all bytes were equal, and as many as the local file has.
    func isEqual(to length: UInt64) -> Bool {
        !differs && offset == length
    }

    /// Takes the archived file's next bytes, all of which are wanted for its digest.
    func receive(_ archived: RawSpan) -> Bool {
        var position = 0
        while !differs, position < archived.byteCount {
            let rest = archived.extracting(droppingFirst: position)
            if buffer.count != rest.byteCount {
                buffer = [UInt8](repeating: 0, count: rest.byteCount)
            }
            do throws(SourceError) {
                let count = try source.read(at: offset, into: &buffer)
                differs = count == 0
                let equal = equalBytes(rest, count: count)
                offset += UInt64(equal)
                position += equal
                if equal < count { differs = true }
            } catch {
                failure = error
                return false
            }
        }
        return true
    }

    private func equalBytes(_ archived: RawSpan, count: Int) -> Int {
        unsafe archived.withUnsafeBytes { archived in
            unsafe buffer.withUnsafeBytes { local in
                let archived = unsafe archived.prefix(count)
                let local = unsafe local.prefix(count)
                if unsafe archived.elementsEqual(local) { return count }
                return unsafe zip(archived, local).enumerated()
                    .first { $0.element.0 != $0.element.1 }?.offset ?? count
            }
        }
    }
}
