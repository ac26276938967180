import Archive
import Codec
import TestSupport
import WAL

/// What every store promises, each checked on an empty archive.
package enum StoreContract: String, CaseIterable, Sendable {
    case createsOnce
    case givesWhatWasWritten
    case givesNothingForAbsent
    case stopsReading
    case hidesWhatIsStaged
    case forgetsWhatIsNotPublished
    case hasOneWinner
    case listsByPrefix
    case listsBehindKey
    case stopsListing
    case listsOnlyWAL
    case recordsDigestOfPlain
    case confirmsDigestOfPlain
    case recordsNoDigestOfCompressed

    /// The way to an archive: every call gives a store of its own over the same one.
    package typealias MakeStore = @Sendable () -> any Store

    /// Checks one promise.
    ///
    /// - Throws: what the store did instead.
    package func check(_ makeStore: @escaping MakeStore) throws {
        switch self {
        case .createsOnce: try Self.checkCreatesOnce(makeStore)
        case .givesWhatWasWritten: try Self.checkGivesWhatWasWritten(makeStore)
        case .givesNothingForAbsent: try Self.checkAbsent(makeStore)
        case .stopsReading: try Self.checkStopsReading(makeStore)
        case .hidesWhatIsStaged: try Self.checkHidesStaged(makeStore)
        case .forgetsWhatIsNotPublished: try Self.checkForgets(makeStore)
        case .hasOneWinner: try Self.checkOneWinner(makeStore)
        case .listsByPrefix: try Self.checkListsByPrefix(makeStore)
        case .listsBehindKey: try Self.checkListsBehindKey(makeStore)
        case .stopsListing: try Self.checkStopsListing(makeStore)
        case .listsOnlyWAL: try Self.checkListsOnlyWAL(makeStore)
        case .recordsDigestOfPlain: try Self.checkRecordsDigest(makeStore)
        case .confirmsDigestOfPlain: try Self.checkConfirmsDigest(makeStore)
        case .recordsNoDigestOfCompressed: try Self.checkNoDigest(makeStore)
        }
    }

    /// Throws unless something holds.
    static func require(_ holds: Bool, _ otherwise: String) throws {
        if !holds { throw HarnessError(otherwise) }
    }
}

extension Store {
    /// Creates an object as a push does.
    @discardableResult
    package func create(
        _ key: ObjectKey,
        _ bytes: [UInt8],
        form: StoredForm = .plain
    ) throws -> CreateOutcome {
        let staged = try stage(key)
        try staged.write(bytes.span.bytes)
        return try staged.publish(identity: try Archived.identity(bytes), form: form)
    }

    /// An object's stored bytes; nil when there is none.
    package func bytes(of key: ObjectKey) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        let object = try read(key) { piece in
            piece.withUnsafeBytes { bytes += $0 }
            return true
        }
        return object == nil ? nil : bytes
    }

    /// What the store knows of an object beside its bytes.
    package func object(_ key: ObjectKey) throws -> StoredObject? { try read(key) { _ in true } }

    /// The names of all keys that a listing gives, in order.
    package func names(prefix: String = "", after: ObjectKey? = nil) throws -> [String] {
        var names: [String] = []
        try list(prefix: prefix, after: after) { key in
            names.append(key.name)
            return true
        }
        return names.sorted()
    }
}
