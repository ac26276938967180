package import Codec

/// A store in which an operator can decide that another object gets a name.
///
/// Nothing is lost at any moment: the one that had it is under a name of its own before.
package protocol ReplacingStore: Store {
    /// Gives an object one more key, durably; an object that has that key already is left alone.
    func keep(_ key: ObjectKey, as kept: ObjectKey) throws(StoreError)

    /// Stores an object in place of the one that has its key.
    ///
    /// - Parameter write: gives the stored bytes, and tells what they are.
    func replace(
        _ key: ObjectKey,
        write: (any StagedObject) throws(StoreError) -> (FileIdentity, StoredForm)
    ) throws(StoreError)

    /// Records the digest of a plain object that was found sound and has none, durably.
    func recordDigest(of key: ObjectKey, _ identity: FileIdentity) throws(StoreError)
}
