/// The names of regions.
package enum S3Region {
    /// Where a bucket is asked for whose region nobody told, and what servers other than AWS's
    /// call themselves.
    package static let fallback = "us-east-1"

    /// Whether a text can be one: it becomes part of a host's name.
    package static func isName(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
