import Archive
import Codec
import Synchronization
import WAL

/// Promises about single objects.
extension StoreContract {
    private static let key = ObjectKey(WALFileName.named("000000010000000000000001"))
    private static let first = Array("the first file".utf8)
    private static let second = Array("another file".utf8)
    /// More than any store reads at a time.
    private static let long = [UInt8](repeating: 7, count: 3_000_001)

    static func checkCreatesOnce(_ makeStore: MakeStore) throws {
        try require(makeStore().create(key, first) == .created, "a new key was refused")
        let outcome = try makeStore().create(key, second)
        try require(outcome == .keyTaken, "a second object was created under one key")
        try require(makeStore().bytes(of: key) == first, "the first object was replaced")
    }

    static func checkGivesWhatWasWritten(_ makeStore: MakeStore) throws {
        let key = ObjectKey(WALFileName.named("00000002.history"))
        let staged = try makeStore().stage(key)
        for piece in [first, [], long, second] { try staged.write(piece.span.bytes) }
        let whole = first + long + second
        let identity = try Archived.identity(whole)
        _ = try staged.publish(identity: identity, form: .plain)
        try require(makeStore().bytes(of: key) == whole, "other bytes were read than written")
    }

    static func checkAbsent(_ makeStore: MakeStore) throws {
        try require(makeStore().bytes(of: key) == nil, "an absent object was read")
        try require(makeStore().bytes(of: .marker) == nil, "an absent marker was read")
    }

    static func checkStopsReading(_ makeStore: MakeStore) throws {
        try makeStore().create(key, long)
        var calls = 0
        let object = try makeStore().read(key) { _ in
            calls += 1
            return false
        }
        try require(calls == 1, "\(calls) pieces came to a reader who wanted one")
        try require(object != nil, "an object that was not read to its end was called absent")
    }

    static func checkHidesStaged(_ makeStore: MakeStore) throws {
        let staged = try makeStore().stage(key)
        try staged.write(long.span.bytes)
        try require(makeStore().bytes(of: key) == nil, "a staged object can be read")
        try require(makeStore().names() == [], "a staged object is listed")
        _ = try staged.publish(identity: try Archived.identity(long), form: .plain)
        try require(makeStore().names() == [key.name], "a published object is not listed")
    }

    static func checkForgets(_ makeStore: MakeStore) throws {
        do {
            let staged = try makeStore().stage(key)
            try staged.write(first.span.bytes)
        }
        try require(makeStore().create(key, second) == .created, "a given-up object has the key")
    }

    /// Each writer on a thread of its own, all at once.
    static func checkOneWinner(_ makeStore: @escaping MakeStore) throws {
        let winners = Mutex<[[UInt8]]>([])
        let losers = Mutex(0)
        Threads.run(8) { number in
            let bytes = Array("writer \(number)".utf8)
            switch try? makeStore().create(key, bytes) {
            case .created: winners.withLock { $0.append(bytes) }
            case .keyTaken: losers.withLock { $0 += 1 }
            case nil: break
            }
        }
        let won = winners.withLock { $0 }
        try require(won.count == 1, "\(won.count) of 8 racing creators won")
        try require(losers.withLock { $0 } == 7, "a racing creator failed")
        try require(makeStore().bytes(of: key) == won.first, "the winner's bytes are not there")
    }

    static func checkRecordsDigest(_ makeStore: MakeStore) throws {
        try makeStore().create(key, first)
        let recorded = try makeStore().object(key)?.recordedDigest
        let digest = try Archived.identity(first).digest
        try require(recorded == .digest(digest), "a plain object's digest was not recorded")
    }

    static func checkConfirmsDigest(_ makeStore: MakeStore) throws {
        let staged = try makeStore().stage(key)
        try staged.write(first.span.bytes)
        _ = try staged.publish(identity: nil, form: .plain)
        try require(
            makeStore().object(key)?.recordedDigest == StoredObject.RecordedDigest.none,
            "a digest was recorded that nobody gave"
        )
        let identity = try Archived.identity(first)
        for _ in 0..<2 { try makeStore().confirm(key, identity: identity, form: .plain) }
        try require(
            makeStore().object(key)?.recordedDigest
                == StoredObject.RecordedDigest.digest(identity.digest),
            "confirming a plain object did not record its digest"
        )
    }

    static func checkNoDigest(_ makeStore: MakeStore) throws {
        let plain = Array("compressible compressible compressible".utf8)
        let stored = try Archived.encode(plain)
        let staged = try makeStore().stage(key)
        try staged.write(stored.bytes.span.bytes)
        _ = try staged.publish(identity: stored.identity, form: .zstd)
        try makeStore().confirm(key, identity: stored.identity, form: .zstd)
        try require(
            makeStore().object(key)?.recordedDigest == StoredObject.RecordedDigest.none,
            "a digest was recorded beside an object that carries its own"
        )
    }
}
