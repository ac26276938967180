/// The members of one JSON object (RFC 8259) that are no objects or lists themselves, as text.
///
/// As much as credentials are told in; a whole parser would cost the front-ends their start.
struct JSONFields {
    /// Deeper nested than any answer.
    private static let depthLimit = 16

    private let fields: [String: String]

    /// Reads a document; nil for what is none, or no object.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var reader = Reader(rest: text.unicodeScalars[...])
        guard let fields = reader.object(depth: 0) else { return nil }
        reader.skipBlanks()
        guard reader.rest.isEmpty else { return nil }
        self.fields = fields
    }

    /// A member; nil for none, and for null.
    subscript(name: String) -> String? { fields[name] }

    private struct Reader {
        var rest: Substring.UnicodeScalarView

        mutating func skipBlanks() {
            rest = rest.drop { " \t\r\n".unicodeScalars.contains($0) }
        }

        private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard rest.first == scalar else { return false }
            rest.removeFirst()
            return true
        }

        mutating func object(depth: Int) -> [String: String]? {
            guard depth < JSONFields.depthLimit, take("{") else { return nil }
            var fields: [String: String] = [:]
            if take("}") { return fields }
            repeat {
                skipBlanks()
                guard let name = string(), take(":"), let value = value(depth: depth) else {
                    return nil
                }
                if case .text(let text) = value { fields[name] = text }
            } while take(",")
            return take("}") ? fields : nil
        }

        private enum Value {
            case text(String)
            case other
        }

        private mutating func value(depth: Int) -> Value? {
            skipBlanks()
            switch rest.first {
            case "\"": return string().map { .text($0) }
            case "{": return object(depth: depth + 1).map { _ in .other }
            case "[": return list(depth: depth + 1) ? .other : nil
            default:
                let word = rest.prefix { !",]} \t\r\n".unicodeScalars.contains($0) }
                rest = rest.dropFirst(word.count)
                guard !word.isEmpty else { return nil }
                return word.elementsEqual("null".unicodeScalars) ? .other : .text(String(word))
            }
        }

        private mutating func list(depth: Int) -> Bool {
            guard depth < JSONFields.depthLimit, take("[") else { return false }
            if take("]") { return true }
            repeat {
                guard value(depth: depth) != nil else { return false }
            } while take(",")
            return take("]")
        }

        private mutating func string() -> String? {
            guard take("\"") else { return nil }
            var text = String.UnicodeScalarView()
            while let scalar = rest.popFirst() {
                if scalar == "\"" { return String(text) }
                guard scalar == "\\" else {
                    text.append(scalar)
                    continue
                }
                guard let escaped = escape() else { return nil }
                text.append(escaped)
            }
            return nil
        }

        /// Credentials are ASCII: halves of a pair of UTF-16 do not occur in them.
        private mutating func escape() -> Unicode.Scalar? {
            switch rest.popFirst() {
            case "n": return "\n"
            case "t": return "\t"
            case "r": return "\r"
            case "b": return "\u{8}"
            case "f": return "\u{C}"
            case "u":
                let digits = rest.prefix(4)
                rest = rest.dropFirst(4)
                guard digits.count == 4 else { return nil }
                return UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
            case let scalar? where "\"\\/".unicodeScalars.contains(scalar): return scalar
            default: return nil
            }
        }
    }
}
