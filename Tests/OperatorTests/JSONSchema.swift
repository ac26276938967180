import Foundation
import TestSupport

/// What the README says of `--json` of the commands that look after an archive: the keys of their
/// lines by their type.
struct JSONSchema {
    /// A row of its table.
    struct Row {
        let commands: Set<String>
        let type: String
        /// `a`, or `a[].b` for a key of the objects in a list.
        let keys: Set<String>
    }

    let rows: [Row]

    /// Others have tests of their own.
    private static let commands: Set<String> = ["list", "verify", "show", "resolve", "adopt"]

    /// Reads the table that stands behind the heading.
    init() throws {
        let readme = try Disk.text(Checkout.url("README.md").path)
        guard let begin = readme.range(of: "### JSON\n"),
            let end = readme.range(of: "\n## ", range: begin.upperBound..<readme.endIndex)
        else { throw HarnessError("the README has no chapter on JSON") }
        rows = readme[begin.upperBound..<end.lowerBound].split(separator: "\n").compactMap { row in
            let cells = row.split(separator: "|").map { Self.words(in: $0) }
            guard cells.count == 3, let type = cells[1].first,
                Self.commands.isSuperset(of: cells[0]), !cells[0].isEmpty
            else { return nil }
            return Row(commands: Set(cells[0]), type: type, keys: Set(cells[2] + ["type"]))
        }
    }

    /// What is marked as code, outside of parentheses.
    private static func words(in cell: Substring) -> [String] {
        String(cell).replacing(/\([^)]*\)/, with: "").matches(of: /`([^`]*)`/).map { String($0.1) }
    }

    /// The keys of a line, and how it is wrong that one has the value it has.
    static func keys(of line: String) throws -> (keys: Set<String>, wrong: [String]) {
        guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        else { throw HarnessError("no object: \(line)") }
        var keys: Set<String> = []
        var wrong: [String] = []
        for (key, value) in object {
            guard let list = value as? [[String: Any]] else {
                keys.insert(key)
                wrong += complaints(key, value)
                continue
            }
            for item in list {
                for (inner, value) in item {
                    keys.insert("\(key)[].\(inner)")
                    wrong += complaints(inner, value)
                }
            }
        }
        return (keys, wrong)
    }

    private static let texts: Set<String> = [
        "type", "url", "system_identifier", "kind", "name", "reason", "lsn", "switch_lsn",
        "last_lsn", "start_lsn", "first_record_lsn", "last_record_lsn", "broken_lsn",
        "differs_from_lsn", "result", "form", "sha256", "page_magic", "resource_manager",
        "local_sha256", "archived_sha256", "keep", "kept", "first", "last",
    ]

    private static func complaints(_ key: String, _ value: Any) -> [String] {
        // How many were kept, in `list`; the name under which one was, in `resolve`.
        if key == "kept", value is Int { return [] }
        guard texts.contains(key) else {
            return value is NSNumber || value is Double ? [] : ["\(key) is no number: \(value)"]
        }
        guard let text = value as? String else { return ["\(key) is no string: \(value)"] }
        let isPosition = text.wholeMatch(of: /[0-9A-F]+\/[0-9A-F]+/) != nil
        return key.hasSuffix("lsn") && !isPosition ? ["\(key) is no LSN: \(text)"] : []
    }
}
