internal import HTTP
internal import S3

/// Visits the objects of a bucket, page after page (ListObjectsV2).
struct S3Walk {
    /// A page holds at most 1,000 keys.
    private static let pageLimit = 1_000_000

    let connection: S3Connection

    /// Visits objects in the order of their keys, until told to stop.
    ///
    /// - Parameters:
    ///   - prefix: only keys that begin like this.
    ///   - after: only keys behind this one; nil for all.
    ///   - delimiter: keys that have it behind the prefix are skipped; nil skips none.
    ///   - visit: gets an object; answers whether to go on.
    func visit(
        prefix: String,
        after: String? = nil,
        delimiter: String? = nil,
        _ visit: (S3ListedObject) -> Bool
    ) throws(S3Failure) {
        var query = [
            QueryItem("list-type", "2"), QueryItem("encoding-type", "url"),
            QueryItem("prefix", prefix),
        ]
        if let after { query.append(QueryItem("start-after", after)) }
        if let delimiter { query.append(QueryItem("delimiter", delimiter)) }
        var token: String?
        for _ in 0..<Self.pageLimit {
            let mark = token.map { [QueryItem("continuation-token", $0)] } ?? []
            let request = S3Request(.get, key: "", query: query + mark)
            switch try page(request, visit) {
            case .done: return
            case .damaged(let reason): throw connection.fail(request, .damaged(reason))
            case .more(let next):
                guard next != token else {
                    throw connection.fail(request, .damaged("its listing does not go on"))
                }
                token = next
            }
        }
        throw connection.fail(
            S3Request(.get, key: "", query: query),
            .damaged("its listing does not end")
        )
    }

    private func page(
        _ request: S3Request,
        _ visit: (S3ListedObject) -> Bool
    ) throws(S3Failure) -> S3Listing.End {
        try withoutActuallyEscaping(visit) { (visit) throws(S3Failure) in
            let listing = S3Listing(visit: visit)
            _ = try connection.perform(request, mayBeXML: true) { _, bytes in
                listing.take(bytes)
            }
            return listing.finish()
        }
    }
}
