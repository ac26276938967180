import Foundation
import TestSupport

/// A process as `/proc` shows it.
struct RunningProcess: Sendable {
    /// Its number.
    let id: pid_t

    /// Its command's name.
    let name: String

    /// Its state, of which `T` and `t` are stopped and `Z` is dead.
    let state: Character

    /// Who started it.
    let parent: pid_t

    /// The leader of its session.
    let session: pid_t

    /// Whether a signal or a tracer holds it.
    var isStopped: Bool { state == "T" || state == "t" }

    /// The living processes whose working directory is this one.
    static func all(in directory: String) throws -> [RunningProcess] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
            .filter { link("/proc/\($0)/cwd") == directory }
            .compactMap { RunningProcess(id: $0) }.filter { $0.state != "Z" }
    }

    /// Waits until no process has this working directory.
    static func waitForNone(in directory: String) async throws {
        try await Condition.wait(
            for: "the end of all processes in \(directory)",
            evidence: { "\(try all(in: directory))" },
            until: { try all(in: directory).isEmpty }
        )
    }

    /// Waits until a command in this working directory is stopped, and is so at ten looks: a
    /// tracer stops it for an instant at every system call.
    static func waitForStopped(_ name: String, in directory: String) async throws -> Self {
        var (looks, last): (Int, Self?) = (0, nil)
        try await Condition.wait(for: "\(name) to stop in \(directory)") {
            let found = try all(in: directory).first { $0.name == name && $0.isStopped }
            looks = found != nil && found?.id == last?.id ? looks + 1 : 0
            last = found
            return looks == 9
        }
        guard let last else { throw HarnessError("\(name) vanished") }
        return last
    }

    /// Looks; nil for a process that is gone.
    private init?(id: pid_t) {
        // proc(5): the name stands in parentheses, which it may hold itself.
        guard let text = try? Disk.text("/proc/\(id)/stat"),
            let start = text.firstIndex(of: "("), let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].dropFirst(2).split(separator: " ")
        guard fields.count > 3, let parent = pid_t(fields[1]), let session = pid_t(fields[3])
        else { return nil }
        (self.id, name) = (id, String(text[text.index(after: start)..<end]))
        (state, self.parent, self.session) = (fields[0].first ?? "?", parent, session)
    }

    /// Where a link leads; nil where one may not look.
    private static func link(_ path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }
}
