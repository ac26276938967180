package import Archive
package import Codec
internal import Files

/// An operator's decision in a directory.
///
/// A crash at any point leaves the name with one of the two files, whole, and the other one under
/// a name of its own; doing it again finishes it.
extension DirectoryStore: ReplacingStore {
    /// The new file, between its being whole and its getting the name.
    private static let newSuffix = ".new"

    /// Links the file to its second name; both share one digest.
    package func keep(_ key: ObjectKey, as kept: ObjectKey) throws(StoreError) {
        let recorded = try recordedDigest(of: key)
        try attempting { () throws(FileError) in
            _ = try directory().link(key.name, as: kept.name)
        }
        if case .digest(let digest) = recorded { try record(digest, of: kept) }
        try attempting { () throws(FileError) in try directory().sync() }
    }

    /// Renames a whole, synced file over the one that has the name.
    ///
    /// The old digest goes before and the new one comes after: between the two a plain file is
    /// checked by its records, as any that has none.
    package func replace(
        _ key: ObjectKey,
        write: (any StagedObject) throws(StoreError) -> (FileIdentity, StoredForm)
    ) throws(StoreError) {
        let temporary = try attempting { () throws(FileError) in try temporaryFile() }
        let staged = StagedFile(key: key, file: temporary, store: self)
        let (identity, form) = try write(staged)
        let new = key.name + Self.newSuffix
        let publication = try attempting { () throws(FileError) in
            try temporary.sync()
            // What an earlier try left; nothing ever reads it.
            try directory().remove(new)
            return try temporary.publish(as: new, once: once)
        }
        guard publication == .published else { throw cannotCreateOnce() }
        try forgetDigest(of: key)
        try attempting { () throws(FileError) in
            try directory().rename(new, over: key.name)
            try directory().sync()
        }
        if form == .plain { try record(identity.digest, of: key) }
        try attempting { () throws(FileError) in try directory().sync() }
    }

    /// Writes the digest beside the file.
    package func recordDigest(
        of key: ObjectKey,
        _ identity: FileIdentity
    ) throws(StoreError) {
        try confirm(key, identity: identity, form: .plain)
    }
}
