internal import Files

/// In which regions buckets are, found out by earlier calls: a bucket asked for in another one
/// costs a request more.
package struct BucketRegions {
    private static let fileName = "region"
    /// Two names of 255 characters at most.
    private static let lengthLimit = 1024

    private let spool: SpoolDirectory

    /// Remembers in a spool, one bucket.
    package init(_ spool: SpoolDirectory) {
        self.spool = spool
    }

    /// A bucket's region; nil where it is not remembered.
    package func region(of bucket: String) -> String? {
        let limit = Self.lengthLimit
        guard let bytes = try? spool.directory.contents(of: Self.fileName, limit: limit) else {
            return nil
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.split(separator: " ")
        guard words.count == 2, words[0] == bucket, words[1].last == "\n" else { return nil }
        return String(words[1].dropLast())
    }

    /// Remembers a bucket's region, in place of the last one.
    package func remember(_ region: String, of bucket: String) {
        try? spool.directory.replace(Self.fileName, with: Array("\(bucket) \(region)\n".utf8))
    }
}
