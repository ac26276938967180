package import Codec
package import Crypto

/// One archive's storage: objects under keys, created once and never replaced.
///
/// A store answers `nil` or an empty list only when it knows; whatever keeps it from knowing is a
/// `StoreError`.
package protocol Store: AnyObject {
    /// The archive's URL, for messages.
    var url: String { get }

    /// The same, written in one way only however the settings spell it: what records are bound to.
    var canonicalURL: String { get }

    /// Whether it is certain that the store refuses to replace an object. Where it is not, the
    /// first push proves it.
    var guaranteesCreateOnce: Bool { get }

    /// Whether the settings give that up, on purpose: then nothing is proven, and nothing of it is
    /// remembered.
    var givesUpCreateOnce: Bool { get }

    /// Whether its URL may mean an empty place from one call to the next, as that of a directory
    /// whose disk is not mounted: then every call looks at it, whatever earlier ones learnt.
    var mayBeUnmounted: Bool { get }

    /// Whether keys are listed in their order.
    var listsInOrder: Bool { get }

    /// Begins an object; nobody sees it before it is published.
    func stage(_ key: ObjectKey) throws(StoreError) -> any StagedObject

    /// Reads a whole object.
    ///
    /// - Parameter receive: gets the stored bytes in order; answers whether it wants more.
    /// - Returns: what the store knows of the object beside its bytes; nil when there is none.
    func read(
        _ key: ObjectKey,
        receive: (RawSpan) -> Bool
    ) throws(StoreError) -> StoredObject?

    /// Visits keys, in any order, until told to stop.
    ///
    /// - Parameters:
    ///   - prefix: only keys that begin like this.
    ///   - after: only keys that sort behind this one; nil for all.
    ///   - visit: gets a key; answers whether to go on.
    func list(
        prefix: String,
        after: ObjectKey?,
        visit: (ObjectKey) -> Bool
    ) throws(StoreError)

    /// The same, with what a listing tells of each object beside its key.
    func listObjects(
        prefix: String,
        after: ObjectKey?,
        visit: (ListedObject) -> Bool
    ) throws(StoreError)

    /// Makes sure of an object that was found there: that a crash cannot lose it, and that its
    /// digest is recorded where its form carries none.
    func confirm(
        _ key: ObjectKey,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError)
}

extension Store {
    /// A URL that can be spelled in one way only.
    package var canonicalURL: String { url }

    /// A store that does not say so has to prove it.
    package var guaranteesCreateOnce: Bool { false }

    /// Nothing is given up without being asked.
    package var givesUpCreateOnce: Bool { false }

    /// A store that does not say so has to be looked at.
    package var mayBeUnmounted: Bool { true }

    /// A store that does not say so lists as it likes.
    package var listsInOrder: Bool { false }

    /// A store whose listings tell nothing but keys.
    package func listObjects(
        prefix: String,
        after: ObjectKey?,
        visit: (ListedObject) -> Bool
    ) throws(StoreError) {
        try list(prefix: prefix, after: after) { visit(ListedObject(key: $0, size: nil)) }
    }
}

/// An object as a listing shows it.
package struct ListedObject: Equatable, Sendable {
    /// Its name.
    package let key: ObjectKey
    /// Stored bytes; nil where the listing does not tell, or it is no file.
    package let size: UInt64?

    /// Makes what a listing shows.
    package init(key: ObjectKey, size: UInt64?) {
        self.key = key
        self.size = size
    }
}

/// An object being written.
package protocol StagedObject: AnyObject {
    /// Appends stored bytes.
    func write(_ bytes: RawSpan) throws(StoreError)

    /// Makes the object durable and visible under its key, unless the key is taken.
    ///
    /// - Parameters:
    ///   - identity: of the plain bytes, to be recorded beside an object whose form carries
    ///     none; nil for an object of ours that is no archived file.
    ///   - form: the form of the written bytes.
    func publish(
        identity: FileIdentity?,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome
}

/// What became of an attempt to create an object.
package enum CreateOutcome: Sendable {
    /// It is there, whole and durable.
    case created
    /// An object was there already; it is as it was.
    case keyTaken
}

/// What a store knows of an object beside its bytes.
package struct StoredObject: Equatable, Sendable {
    /// The digest of the plain bytes as recorded beside the object.
    package enum RecordedDigest: Equatable, Sendable {
        case none
        case digest(SHA256Digest)
        /// It was meant for one, and is damaged.
        case unreadable
        /// What stands there is somebody's text without any digest in it.
        case foreign
    }

    /// What was recorded beside a plain object.
    package let recordedDigest: RecordedDigest
    /// Where the object lies, in a directory.
    package let location: FileLocation?

    /// Makes what a store answers.
    package init(recordedDigest: RecordedDigest, location: FileLocation? = nil) {
        self.recordedDigest = recordedDigest
        self.location = location
    }
}
