internal import Files
package import SystemPackage

/// A file of settings in the syntax of postgresql.conf: `key = 'value'`, `#` comments, the equals
/// sign and the quotes of a simple value being optional, a quote within quotes doubled.
package enum SettingsFile {
    /// The file that is read when none is named.
    package static let defaultPath: FilePath = "/etc/wal-archive/wal-archive.conf"
    /// Far more than every setting with a comment takes.
    package static let lengthLimit = 1 << 16

    /// Reads a file's settings in their order.
    ///
    /// - Returns: nil when the file does not exist.
    package static func read(_ path: FilePath) throws(ConfigError) -> [GivenSetting]? {
        let contents: [UInt8]?
        do throws(FileError) {
            contents = try WholeFile.read(path, limit: lengthLimit + 1)
        } catch {
            throw .unreadableFile(error)
        }
        guard let contents else { return nil }
        guard contents.count <= lengthLimit else {
            throw .fileTooLong(path, limit: lengthLimit)
        }
        return try parse(String(decoding: contents, as: UTF8.self), path: path)
    }

    /// One setting's text, from those lines of a file that can be read.
    static func readable(_ key: SettingKey, of path: FilePath) -> String? {
        guard let contents = try? WholeFile.read(path, limit: lengthLimit) else { return nil }
        let text = String(decoding: contents, as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: true) { $0.isNewline }
        let settings = lines.compactMap { line in
            (try? parse(line: line, source: .file(path, line: 0))) ?? nil
        }
        return settings.last { $0.key == key }?.value
    }

    /// Parses a file's text.
    package static func parse(
        _ text: String,
        path: FilePath
    ) throws(ConfigError) -> [GivenSetting] {
        var settings: [GivenSetting] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let source = SettingSource.file(path, line: index + 1)
            if let setting = try parse(line: line, source: source) { settings.append(setting) }
        }
        return settings
    }

    private static func parse(
        line: Substring,
        source: SettingSource
    ) throws(ConfigError) -> GivenSetting? {
        // Not by characters: a mark that combines with a quote would hide it.
        var rest = line.unicodeScalars.drop(while: isBlank)
        if rest.isEmpty || rest.first == "#" { return nil }
        let name = rest.prefix {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
        }
        guard !name.isEmpty else { throw .syntax(source, near: String(rest)) }
        rest = rest.dropFirst(name.count).drop(while: isBlank)
        if rest.first == "=" { rest = rest.dropFirst().drop(while: isBlank) }
        guard let value = takeValue(&rest) else { throw .syntax(source, near: String(rest)) }
        rest = rest.drop(while: isBlank)
        guard rest.isEmpty || rest.first == "#" else {
            throw .syntax(source, near: String(rest))
        }
        guard let key = SettingKey(rawValue: String(name).lowercased()) else {
            throw .unknownSetting(String(name), source)
        }
        return GivenSetting(key: key, value: value, source: source)
    }

    /// A quoted value, or a simple one; nil when there is none or its quote does not end.
    private static func takeValue(_ rest: inout Substring.UnicodeScalarView) -> String? {
        guard rest.first == "'" else {
            let value = rest.prefix { !isBlank($0) && $0 != "#" && $0 != "'" }
            rest = rest.dropFirst(value.count)
            return value.isEmpty ? nil : String(value)
        }
        var value = String.UnicodeScalarView()
        var tail = rest.dropFirst()
        while let character = tail.popFirst() {
            if character != "'" {
                value.append(character)
            } else if tail.first == "'" {
                value.append("'")
                tail = tail.dropFirst()
            } else {
                rest = tail
                return String(value)
            }
        }
        return nil
    }

    private static func isBlank(_ character: Unicode.Scalar) -> Bool {
        character == " " || character == "\t"
    }
}
