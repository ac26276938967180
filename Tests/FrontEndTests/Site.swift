import Crypto
import Foundation
import FrontEnd
import SystemPackage
import TestSupport

/// A cluster's data directory and an archive, and the commands run within this process.
struct Site {
    let scratch: ScratchDirectory
    let data: DataDirectoryFixture
    let archive: String
    let spool: String
    /// Settings as flags, which a test may change.
    var flags: [String]
    var environment: [String: String] = [:]
    /// Where the command is called; nil for the data directory.
    var workingDirectory: String?

    init(_ scratch: ScratchDirectory) throws {
        self.scratch = scratch
        data = try DataDirectoryFixture(in: scratch)
        try data.giveToThisProcess()
        archive = try scratch.directory("archive")
        spool = try scratch.directory("spool")
        flags = ["--archive", "file://\(archive)", "--spool", spool]
    }

    /// Gives a body a site whose files go afterwards.
    static func with(_ body: (Site) throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in try body(Site(scratch)) }
    }

    /// A file in `pg_wal`, by its absolute path: this process works elsewhere.
    func wal(_ name: String) -> String { "\(data.path)/pg_wal/\(name)" }

    /// An archived file's path.
    func object(_ name: String) -> String { "\(archive)/\(name)" }

    private func invocation(_ words: [String]) -> Invocation {
        Invocation(
            arguments: (flags + words).map { Argument($0) },
            environment: environment,
            workingDirectory: FilePath(workingDirectory ?? data.path),
            defaultConfigFile: "/nowhere/wal-archive.conf"
        )
    }

    /// Runs `wal-push` with words behind its settings.
    func push(_ words: String...) -> CommandResult { push(words) }

    /// Runs `wal-push` with words behind its settings.
    func push(_ words: [String]) -> CommandResult {
        PushCommand(invocation(words), exit: Self.endedByWatch).run()
    }

    /// Runs `wal-fetch` with words behind its settings.
    func fetch(_ words: String...) -> CommandResult { fetch(words) }

    /// Runs `wal-fetch` with words behind its settings.
    func fetch(_ words: [String]) -> CommandResult {
        FetchCommand(invocation(words), exit: Self.endedByWatch).run()
    }

    /// Puts a segment into `pg_wal` and archives it.
    func archive(_ fixture: WALFixture) -> CommandResult {
        do {
            try data.write(fixture.bytes(), as: fixture.name)
        } catch {
            return CommandResult(status: -1, errors: ["\(error)"])
        }
        return push(wal(fixture.name), fixture.name)
    }

    /// Everything below the scratch directory, to tell that nothing was written.
    func everything() throws -> [String] {
        let files = FileManager.default
        return try files.subpathsOfDirectory(atPath: scratch.path).sorted().map { name in
            let attributes = try files.attributesOfItem(atPath: scratch.path(name))
            let parts = [FileAttributeKey.size, .modificationDate, .systemFileNumber]
            return name + parts.map { " \(attributes[$0] ?? 0)" }.joined()
        }
    }

    private static let endedByWatch: @Sendable (CommandResult) -> Never = { result in
        fatalError("the watch ended a call that no test expects to end: \(result)")
    }
}

extension WALFixture {
    /// A segment of a number.
    static func numbered(_ number: UInt64) -> Self {
        var fixture = Self()
        fixture.number = number
        return fixture
    }
}

/// The digest of bytes as messages tell it.
func digest(_ bytes: [UInt8]) throws -> String {
    try SHA256.digest(of: bytes.span.bytes).description
}
