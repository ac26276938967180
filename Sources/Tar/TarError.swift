/// Why bytes are no tar archive as PostgreSQL writes one.
package enum TarError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A header whose checksum or numbers are wrong.
    case damagedHeader(offset: UInt64)
    /// A name that leads out of the directory.
    case unsafeName(String)
    /// A link that is no tablespace's.
    case unexpectedLink(String)
    /// A kind of member that PostgreSQL does not write.
    case unsupportedMember(String, type: UInt8)
    /// The archive ends inside a member.
    case truncated(offset: UInt64)

    package var description: String {
        switch self {
        case .damagedHeader(let offset): "the tar header at byte \(offset) is damaged"
        case .unsafeName(let name): "the tar archive has a member with the unsafe name \"\(name)\""
        case .unexpectedLink(let name):
            "the tar archive has a link \"\(name)\" that is no tablespace's"
        case .unsupportedMember(let name, let type):
            "the tar archive's member \"\(name)\" is of type \"\(Character(Unicode.Scalar(type)))\""
                + ", which PostgreSQL does not write"
        case .truncated(let offset): "the tar archive ends inside a member, at byte \(offset)"
        }
    }
}
