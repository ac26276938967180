/// One page of ListObjectsV2's answer, read as it comes in.
package final class S3Listing {
    private let visit: (S3ListedObject) -> Bool
    private var reader: XMLReader?
    private var isRightRoot = false
    private var isTruncated: Bool?
    private var token: String?
    private var object: [String: String] = [:]
    private var failure: String?
    /// Whether the visitor wanted no more.
    package private(set) var isStopped = false

    /// Begins a page.
    ///
    /// - Parameter visit: gets an object; answers whether to go on.
    package init(visit: @escaping (S3ListedObject) -> Bool) {
        self.visit = visit
        reader = nil
        reader = XMLReader { [unowned self] path, text in take(path, text) }
    }

    /// Takes the next bytes of the answer; answers whether more are wanted.
    package func take(_ bytes: RawSpan) -> Bool {
        if reader?.take(bytes, isLast: false) == true { return true }
        return false
    }

    /// What is to be asked next, the whole page having been read.
    package enum End: Equatable, Sendable {
        /// All keys were visited, or the visitor wanted no more.
        case done
        /// The next page's mark.
        case more(token: String)
        /// It was no page, or not whole.
        case damaged(String)
    }

    /// Ends the page.
    package func finish() -> End {
        if isStopped { return .done }
        if let failure { return .damaged(failure) }
        let nothing: [UInt8] = []
        guard reader?.take(unsafe nothing.span.bytes, isLast: true) == true, isRightRoot else {
            return .damaged("its listing is no whole XML document of S3")
        }
        // A server that leaves it out may have left out keys.
        guard let isTruncated else {
            return .damaged("its listing does not say whether it goes on")
        }
        guard isTruncated else { return .done }
        guard let token, !token.isEmpty else {
            return .damaged("its listing goes on, but does not say where")
        }
        return .more(token: token)
    }

    private func take(_ path: [String], _ text: String) -> Bool {
        if path == ["Error", "Code"] { failure = "its listing is error \(text.prefix(100))" }
        guard path.first == "ListBucketResult" else { return true }
        switch path.dropFirst() {
        case []: isRightRoot = true
        case ["IsTruncated"]: isTruncated = ["true": true, "false": false][text]
        case ["NextContinuationToken"]: token = text
        case ["Contents", "Key"], ["Contents", "Size"], ["Contents", "LastModified"]:
            object[path[2]] = text
        case ["Contents"]: return takeObject()
        default: break
        }
        return true
    }

    private func takeObject() -> Bool {
        defer { object = [:] }
        guard let key = object["Key"].flatMap(URIEncoding.unescaped),
            let size = object["Size"].flatMap({ UInt64($0) }),
            let modified = object["LastModified"].flatMap({ UTCTime(iso8601: $0) })
        else {
            failure = "its listing holds an object that cannot be read"
            return false
        }
        isStopped = !visit(S3ListedObject(key: key, storedBytes: size, modified: modified))
        return !isStopped
    }
}
