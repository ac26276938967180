/// Where a server is: a scheme, a host and a port.
package struct S3Endpoint: Equatable, Sendable, CustomStringConvertible {
    /// Whether what passes is encrypted.
    package let isSecure: Bool
    /// With the port, where it is not the scheme's own: as it stands in the header Host.
    package let authority: String

    /// Parses `http://host:port` or `https://host:port`; nil for anything else.
    package init?(_ text: String) {
        var text = Substring(text)
        if text.last == "/" { text = text.dropLast() }
        guard let separator = text.firstRange(of: "://") else { return nil }
        switch text[..<separator.lowerBound].lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: return nil
        }
        let rest = text[separator.upperBound...]
        let (host, port) = Self.split(rest)
        guard Self.isHost(host) else { return nil }
        guard let port else {
            guard host.utf8.count == rest.utf8.count else { return nil }
            authority = host.lowercased()
            return
        }
        guard let number = UInt16(port), number > 0 else { return nil }
        let isDefault = number == (isSecure ? 443 : 80)
        authority = host.lowercased() + (isDefault ? "" : ":\(number)")
    }

    init(isSecure: Bool, authority: String) {
        self.isSecure = isSecure
        self.authority = authority
    }

    package var description: String { "\(isSecure ? "https" : "http")://\(authority)" }

    /// AWS's own server of a region.
    package static func aws(service: String = "s3", region: String) -> Self {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return Self(isSecure: true, authority: "\(service).\(region).\(domain)")
    }

    /// An address of IPv6 stands in brackets, and has colons of its own.
    private static func split(_ text: Substring) -> (host: Substring, port: Substring?) {
        let start = text.first == "[" ? text.lastIndex(of: "]") ?? text.startIndex : text.startIndex
        guard let colon = text[start...].firstIndex(of: ":") else { return (text, nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    private static func isHost(_ text: Substring) -> Bool {
        guard text.first == "[" else {
            return !text.isEmpty
                && text.utf8.allSatisfy { isAlphanumeric($0) || "-._".utf8.contains($0) }
        }
        let address = text.dropFirst().dropLast()
        return text.last == "]" && !address.isEmpty
            && address.utf8.allSatisfy { isAlphanumeric($0) || ":.%".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
