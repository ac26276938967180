internal import Archive
internal import Crypto
internal import Files

/// The digests of plain files, in files of their own beside them.
extension DirectoryStore {
    /// A digest's name beside its file's; sha256sum's format in it.
    private static let digestSuffix = ".sha256"
    /// The digest, two spaces, a name of 64 characters at most, perhaps with a path.
    private static let digestFileLimit = 8192
    /// Exchanging a stale record takes one more try, and somebody may do the same.
    private static let recordTries = 3

    func recordedDigest(
        of key: ObjectKey
    ) throws(StoreError) -> StoredObject.RecordedDigest {
        guard let file = try open(key.name + Self.digestSuffix) else { return .none }
        let contents = try attempting { () throws(FileError) in
            try file.contents(limit: Self.digestFileLimit)
        }
        return DigestFile.read(contents, of: key.name)
    }

    /// Takes an object's recorded digest away.
    func forgetDigest(of key: ObjectKey) throws(StoreError) {
        try attempting { () throws(FileError) in
            try directory().remove(key.name + Self.digestSuffix)
        }
    }

    /// Writes a plain object's digest beside it.
    ///
    /// Another one that is there was left by an object that somebody removed: whoever calls this
    /// has won the key, or read all of what has it.
    func record(_ digest: SHA256Digest, of key: ObjectKey) throws(StoreError) {
        let name = key.name + Self.digestSuffix
        for _ in 0..<Self.recordTries {
            let recorded = try recordedDigest(of: key)
            if recorded == .digest(digest) { return }
            let publication = try attempting { () throws(FileError) in
                if recorded != .none { try directory().remove(name) }
                let file = try temporaryFile()
                try file.write(unsafe Array("\(digest)  \(key)\n".utf8).span.bytes)
                try file.sync()
                return try file.publish(as: name, once: once)
            }
            switch publication {
            case .published: return
            case .nameTaken: continue
            case .cannotCreateOnce: throw cannotCreateOnce()
            }
        }
        throw StoreError(
            .transient,
            "\"\(url)/\(name)\" was written by somebody else at the same time"
        )
    }
}
