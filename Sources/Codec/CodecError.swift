/// Why bytes could not be compressed, or stored bytes not be read.
package enum CodecError: Error, Equatable, Sendable, CustomStringConvertible {
    /// zstd could not work at all; with its words.
    case zstd(String)
    /// The compressed bytes are not what was written.
    case damaged(String)
    /// The bytes end inside a compressed frame.
    case truncated
    /// The file would be larger than any file of its kind.
    case tooLong(limit: UInt64)
    /// Reading it would take more memory than a call may use.
    case windowTooLarge
    /// A form that this version does not read.
    case unsupportedForm(StoredForm)
    /// The digest frame itself is not as it was written.
    case damagedDigestFrame
    /// Digests could not be computed.
    case digest(String)

    package var description: String {
        switch self {
        case .zstd(let reason): "zstd failed: \(reason)"
        case .damaged(let reason): "its compressed bytes are damaged: \(reason)"
        case .truncated: "it ends in the middle of its compressed bytes"
        case .tooLong(let limit): "it holds more than \(limit) bytes"
        case .windowTooLarge:
            "it was compressed with a window of more than 16 MiB, as zstd --long does"
        case .unsupportedForm(let form): "it is stored as \(form), which this version cannot read"
        case .damagedDigestFrame: "its digest frame is damaged"
        case .digest(let reason): reason
        }
    }

    /// Whether the stored bytes are at fault, and not this process.
    package var isDamage: Bool {
        switch self {
        case .zstd, .digest: false
        case .damaged, .truncated, .tooLong, .windowTooLarge, .unsupportedForm,
            .damagedDigestFrame:
            true
        }
    }
}
