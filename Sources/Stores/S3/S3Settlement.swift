internal import Archive
internal import Codec
internal import HTTP
internal import S3

/// Settles creations whose answer was lost: the object may be there all the same.
extension S3Store {
    /// Clocks of a server tell whole seconds; two of them may differ by one each.
    private static let clockGrain: Duration = .seconds(2)

    /// Whether an earlier try created the object; nil where it has to be sent.
    ///
    /// What is there is ours when it has our digest and length, and came to be since that try
    /// began: the server took no other bytes than those of the signed digest. Anything else is a
    /// key that is taken.
    func settle(
        _ object: StagedS3Object,
        identity: FileIdentity,
        form: StoredForm
    ) throws(StoreError) -> CreateOutcome? {
        guard let start = unsettled[object.key] else { return nil }
        do throws(S3Failure) {
            guard let tail = try tail(of: object.key, length: DigestFrame.length) else {
                return nil
            }
            unsettled[object.key] = nil
            let isOurs =
                tail.objectLength == object.held.length && tail.names(identity, form: form)
                && tail.age.map { $0 <= connection.now - start + Self.clockGrain } ?? false
            return isOurs ? .created : .keyTaken
        } catch {
            throw error.storeError
        }
    }

    /// Reads an object's last bytes; nil where there is none.
    func tail(of key: ObjectKey, length: Int) throws(S3Failure) -> S3Tail? {
        var bytes: [UInt8] = []
        let request = S3Request(
            .get,
            key: path(key),
            headers: [HTTPHeader("range", "bytes=-\(length)")]
        )
        do throws(S3Failure) {
            let response = try connection.perform(request) { _, piece in
                unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
                return bytes.count <= length
            }
            return S3Tail(response: response, bytes: bytes)
        } catch {
            if error.refusal?.isAbsence == true { return nil }
            // An object of no bytes has no last ones.
            if error.refusal?.status == 416 { return S3Tail(response: HTTPResponse(), bytes: []) }
            throw error
        }
    }
}

/// An object's last bytes, and what was said of it beside them.
struct S3Tail {
    let response: HTTPResponse
    let bytes: [UInt8]

    /// Bytes of the whole object: behind the slash of `bytes 852-999/1000`.
    var objectLength: UInt64? {
        guard response.status == 206 else { return UInt64(bytes.count) }
        let words = response.header("content-range")?.split(separator: "/") ?? []
        return words.count == 2 ? UInt64(words[1]) : nil
    }

    /// By the server's clock; nil where it does not tell.
    var age: Duration? {
        guard let now = response.header("date").flatMap({ UTCTime(httpDate: $0) }),
            let then = response.header("last-modified").flatMap({ UTCTime(httpDate: $0) })
        else { return nil }
        return .seconds(now.seconds - then.seconds)
    }

    /// Whether the object says that it holds a file.
    func names(_ identity: FileIdentity, form: StoredForm) -> Bool {
        if form == .plain { return S3Store.digest(response) == .digest(identity.digest) }
        guard let frame = (try? DigestFrame(lastBytes: bytes)) ?? nil else { return false }
        return frame.digest == identity.digest && frame.size == identity.size
    }
}
