/// An object as a listing tells it.
package struct S3ListedObject: Equatable, Sendable {
    /// Its whole key.
    package let key: String
    /// Bytes in the store.
    package let storedBytes: UInt64
    /// When it was stored.
    package let modified: UTCTime

    /// Makes what a listing tells.
    package init(key: String, storedBytes: UInt64, modified: UTCTime) {
        self.key = key
        self.storedBytes = storedBytes
        self.modified = modified
    }
}
