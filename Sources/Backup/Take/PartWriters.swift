internal import Archive
internal import Codec
internal import Synchronization
internal import Threads
internal import WAL

/// Threads that compress and store parts: while one waits for the store, another compresses.
final class PartWriters: Sendable {
    /// How stored objects are made.
    struct Encoding: Sendable {
        /// zstd's level; nil stores plain bytes.
        let compressionLevel: Int?
        /// The cluster, for the digest frames.
        let system: SystemIdentifier
    }

    private struct State {
        var written: [PartJob.Place: PartDescription] = [:]
        var failure: BackupError?
    }

    let stock = PieceStock()
    private let place: BackupPlace
    private let encoding: Encoding
    /// Called with plain bytes that have been stored; from any of the threads.
    private let progress: @Sendable (UInt64) -> Void
    private let jobs = Channel<PartJob>(capacity: 1)
    private let ended = Semaphore(count: 0)
    private let state = Mutex(State())
    private let threadCount: Int

    /// Starts the threads.
    init(
        _ place: BackupPlace,
        _ encoding: Encoding,
        threads: Int,
        progress: @escaping @Sendable (UInt64) -> Void
    ) throws(BackupError) {
        self.place = place
        self.encoding = encoding
        self.progress = progress
        threadCount = threads
        var started = 0
        for _ in 0..<threads where Thread.start({ [self] in work() }) { started += 1 }
        guard started == threads else {
            jobs.close()
            throw .refused("could not start a thread")
        }
    }

    /// Hands an object to the next thread that is free; its pieces then go into its channel.
    func begin(_ job: PartJob) throws(BackupError) {
        try check()
        jobs.send(job)
    }

    /// Throws what went wrong in any of the threads.
    func check() throws(BackupError) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Waits until everything is stored.
    func finish() throws(BackupError) -> [PartJob.Place: PartDescription] {
        end()
        try check()
        return state.withLock { $0.written }
    }

    /// Lets the threads end; the pieces of every job must have ended.
    func end() {
        jobs.close()
        for _ in 0..<threadCount { ended.wait() }
    }

    private func work() {
        var objects: (any ObjectStore)?
        while let job = jobs.receive() {
            do throws(BackupError) {
                try check()
                let store: any ObjectStore
                if let objects { store = objects } else { store = try place.objects() }
                objects = store
                let part = try write(job, to: store)
                state.withLock { $0.written[job.place] = part }
            } catch {
                state.withLock { $0.failure = $0.failure ?? error }
                while let piece = job.pieces.receive() { stock.put(piece.buffer) }
            }
        }
        ended.signal()
    }

    private func write(
        _ job: PartJob,
        to store: any ObjectStore
    ) throws(BackupError) -> PartDescription {
        do throws(StoreError) {
            let staged = try store.stage(job.object)
            var sink = StagedBytes(staged)
            let identity: FileIdentity
            do throws(CodecError) {
                identity = try encode(job, into: &sink)
            } catch {
                throw StoreError(.permanent, error.description)
            }
            if let failure = sink.failure { throw failure }
            let form: StoredForm = encoding.compressionLevel == nil ? .plain : .zstd
            let outcome = try staged.publish(identity: identity, form: form)
            if outcome == .keyTaken {
                try StoredPart(identity, storedBytes: sink.count).check(job.object, in: store)
            }
            return PartDescription(
                sha256: identity.digest,
                plainBytes: identity.size,
                storedBytes: sink.count,
                continues: job.continues
            )
        } catch {
            throw .store(error)
        }
    }

    private func encode(
        _ job: PartJob,
        into sink: inout StagedBytes
    ) throws(CodecError) -> FileIdentity {
        var encoder = try FileEncoder(
            compressionLevel: encoding.compressionLevel,
            size: nil
        )
        while let piece = job.pieces.receive() {
            try encoder.encode(
                piece.buffer,
                count: piece.count,
                isLast: false,
                appendingTo: &sink.pending
            )
            if encoder.storesPlain { sink.pending += piece.buffer.prefix(piece.count) }
            sink.write()
            stock.put(encoder.buffer())
            progress(UInt64(piece.count))
        }
        try encoder.encode([], count: 0, isLast: true, appendingTo: &sink.pending)
        let identity = try encoder.finish(
            system: encoding.system,
            appendingTo: &sink.pending
        )
        sink.write()
        return identity
    }
}
