internal import FoundationEssentials

/// One JSON object on one line.
enum JSONLine {
    /// Writes a value; its keys become snake_case and stand in the order of the alphabet.
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        // Values of ours hold nothing that JSON cannot say.
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
