package import Crypto
internal import FoundationEssentials
package import WAL

/// A value that stands in JSON as the text by which it is read and written everywhere else.
package protocol TextCodable: Codable, CustomStringConvertible {
    /// Reads the text; nil for anything else.
    init?(descriptionText: String)
}

extension TextCodable {
    /// Reads the value's text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(descriptionText: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is no \(Self.self)"
            )
        }
        self = value
    }

    /// Writes the value's text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension BackupName: TextCodable {
    /// Its name.
    package init?(descriptionText: String) { self.init(descriptionText) }
}

extension UTCTime: TextCodable {
    /// RFC 3339.
    package init?(descriptionText: String) { self.init(descriptionText) }
}

extension LSN: TextCodable {
    /// `X/X`.
    package init?(descriptionText: String) { self.init(descriptionText) }
}

extension SystemIdentifier: TextCodable {
    /// Decimal; a string, since 64 bits are more than many readers of JSON keep.
    package init?(descriptionText: String) {
        guard let number = UInt64(descriptionText) else { return nil }
        self.init(number)
    }
}

extension SHA256Digest: TextCodable {
    /// 64 hexadecimal digits.
    package init?(descriptionText: String) { self.init(hexadecimal: descriptionText) }
}

extension TimelineID: Codable {
    /// A number.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(try container.decode(UInt32.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "0 is no timeline"
            )
        }
        self = value
    }

    /// A number.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// The descriptions' JSON: indented, keys in order, so that people can read and compare them.
enum DescriptionCoding {
    static func bytes(_ value: some Encodable) throws(BackupError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        do {
            return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
        } catch {
            throw .refused("could not describe the backup: \(error)")
        }
    }

    static func value<Value: Decodable>(
        _ type: Value.Type,
        from bytes: [UInt8],
        of object: String
    ) throws(BackupError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw .damaged(object, reason: "\(reason(error))")
        } catch {
            throw .damaged(object, reason: "\(error)")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.debugDescription
        case .keyNotFound(let key, _): "it has no \"\(key.stringValue)\""
        @unknown default: "it is no description"
        }
    }
}
