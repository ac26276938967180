package import SystemPackage

/// Where an archive, or base backups, are: a URL in its parts.
package enum ArchiveLocation: Equatable, Sendable, CustomStringConvertible {
    /// `file:///path`; the path stands as it is, nothing in it is escaped.
    case directory(FilePath)
    /// `s3://bucket/prefix`; the prefix has no slash at its ends.
    case s3(bucket: String, prefix: String)
    /// `gs://bucket/prefix`, in the same form.
    case googleCloud(bucket: String, prefix: String)

    private static let fileScheme = "file://"
    private static let s3Scheme = "s3://"
    private static let googleCloudScheme = "gs://"

    /// Parses a URL; nil for anything but the three forms.
    package init?(_ text: String) {
        guard !text.utf8.contains(0) else { return nil }
        if text.hasPrefix(Self.fileScheme) {
            let path = FilePath(String(text.dropFirst(Self.fileScheme.count)))
                .lexicallyNormalized()
            guard path.isAbsolute, path.lastComponent != nil else { return nil }
            self = .directory(path)
        } else if let (bucket, prefix) = Self.bucket(text, scheme: Self.s3Scheme) {
            self = .s3(bucket: bucket, prefix: prefix)
        } else if let (bucket, prefix) = Self.bucket(text, scheme: Self.googleCloudScheme) {
            self = .googleCloud(bucket: bucket, prefix: prefix)
        } else {
            return nil
        }
    }

    private static func bucket(
        _ text: String,
        scheme: String
    ) -> (bucket: String, prefix: String)? {
        guard text.hasPrefix(scheme) else { return nil }
        let parts = text.dropFirst(scheme.count).split(
            separator: "/",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard let bucket = parts.first, isBucketName(bucket) else { return nil }
        return (String(bucket), parts.count > 1 ? trimmingSlashes(parts[1]) : "")
    }

    package var description: String {
        switch self {
        case .directory(let path): Self.fileScheme + path.string
        case .s3(let bucket, let prefix):
            Self.s3Scheme + bucket + (prefix.isEmpty ? "" : "/" + prefix)
        case .googleCloud(let bucket, let prefix):
            Self.googleCloudScheme + bucket + (prefix.isEmpty ? "" : "/" + prefix)
        }
    }

    /// Whether one is the other or lies within it.
    package func overlaps(_ other: Self) -> Bool {
        switch (self, other) {
        case (.directory(let one), .directory(let two)):
            one.starts(with: two) || two.starts(with: one)
        case (.s3(let bucket, let one), .s3(let otherBucket, let two)),
            (.googleCloud(let bucket, let one), .googleCloud(let otherBucket, let two)):
            bucket == otherBucket
                && (Self.isWithin(one, two) || Self.isWithin(two, one))
        default: false
        }
    }

    private static func isWithin(_ prefix: String, _ folder: String) -> Bool {
        folder.isEmpty || prefix == folder || prefix.hasPrefix(folder + "/")
    }

    /// The characters of bucket names, old ones with capitals and underscores included.
    private static func isBucketName(_ text: Substring) -> Bool {
        (3...255).contains(text.utf8.count)
            && text.allSatisfy { character in
                character.isASCII
                    && (character.isLetter || character.isNumber || "-._".contains(character))
            }
    }

    private static func trimmingSlashes(_ text: Substring) -> String {
        let start = text.drop { $0 == "/" }
        let end = start.reversed().drop { $0 == "/" }
        return String(end.reversed())
    }
}
