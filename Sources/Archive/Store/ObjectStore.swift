/// Storage of named objects of any kind: created once, listed with their sizes, removed in batches.
///
/// What base backups need beyond `Store`, which never removes anything. A store belongs to one
/// thread; threads that work at once have one each. Transient failures are the caller's to retry.
package protocol ObjectStore: AnyObject {
    /// The location's URL, for messages.
    var url: String { get }

    /// Begins an object; nobody sees it before it is published.
    ///
    /// `publish` may be called again after a transient failure: the object keeps its bytes.
    func stage(_ name: ObjectName) throws(StoreError) -> any StagedObject

    /// Reads a whole object.
    ///
    /// - Parameter receive: gets the stored bytes in order; answers whether it wants more.
    /// - Returns: whether there is such an object.
    func read(_ name: ObjectName, receive: (RawSpan) -> Bool) throws(StoreError) -> Bool

    /// Visits objects, in any order, until told to stop.
    ///
    /// - Parameters:
    ///   - prefix: only names that begin like this.
    ///   - visit: gets an object; answers whether to go on.
    func list(prefix: String, visit: (ObjectEntry) -> Bool) throws(StoreError)

    /// Removes objects, many in one request where the store can; one that is not there is removed.
    ///
    /// - Returns: what is left of them nevertheless.
    func remove(_ names: [ObjectName]) throws(StoreError) -> RemovalOutcome

    /// Seconds by which the clock that gives objects their times is ahead of this machine's; nil
    /// where it does not tell, or may not be asked.
    func clockLead() throws(StoreError) -> Int64?
}

/// An object as a listing tells it.
package struct ObjectEntry: Equatable, Sendable {
    /// Its name below the location's URL.
    package let name: ObjectName
    /// Bytes in the store.
    package let storedBytes: UInt64
    /// When it was stored, in seconds since 1970.
    package let modified: Int64

    /// Makes what a listing tells.
    package init(name: ObjectName, storedBytes: UInt64, modified: Int64) {
        self.name = name
        self.storedBytes = storedBytes
        self.modified = modified
    }
}

/// Opens a location once more, for a thread of its own.
package typealias OpenObjects = @Sendable () throws(StoreError) -> any ObjectStore

extension ObjectStore {
    /// Does not tell.
    package func clockLead() throws(StoreError) -> Int64? { nil }

    /// Reads a small object whole; nil when there is none.
    ///
    /// - Parameter limit: a larger object is an error.
    package func contents(of name: ObjectName, limit: Int) throws(StoreError) -> [UInt8]? {
        var contents: [UInt8] = []
        let isThere = try read(name) { bytes in
            unsafe bytes.withUnsafeBytes { unsafe contents.append(contentsOf: $0) }
            return contents.count <= limit
        }
        guard contents.count <= limit else {
            throw StoreError(.permanent, "\"\(url)/\(name)\" has more than \(limit) bytes")
        }
        return isThere ? contents : nil
    }
}
