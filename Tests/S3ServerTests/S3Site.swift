import Foundation
import TestSupport
import Testing

/// A bucket, an archive in it that is reached through a proxy, and a data directory that uses it.
struct S3Site {
    /// Where everything is.
    let scratch: ScratchDirectory

    /// The bucket, which the test itself reaches without the proxy.
    let bucket: S3Bucket

    /// What stands between the commands and the server.
    let proxy: FaultProxy

    /// The archive.
    var archive: S3Archive

    /// Where the commands run.
    let data: DataDirectoryFixture

    /// Longer than any call here takes on the slowest machine; a call that takes longer hangs.
    private static let patience = "120"

    /// Runs a body with a new site.
    static func with(
        settings: [String] = [],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (S3Site) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let server = try await S3Server.shared()
            let bucket = try await S3Bucket(on: server, in: scratch)
            try await FaultProxy.with(before: server.port) { proxy in
                let spool = try scratch.directory("spool")
                let archive = try S3Archive(
                    in: bucket,
                    at: proxy.endpoint,
                    settings: ["--spool", spool] + settings
                )
                let data = try DataDirectoryFixture(in: scratch)
                try await body(
                    S3Site(
                        scratch: scratch,
                        bucket: bucket,
                        proxy: proxy,
                        archive: archive,
                        data: data
                    )
                )
            }
        }
    }

    /// The segment with this number; its object is about as long as itself.
    func segment(_ number: UInt64, seed: UInt64? = nil) -> WALFixture {
        var fixture = WALFixture(seed: seed ?? number)
        fixture.number = number
        return fixture
    }

    /// Pushes a segment as PostgreSQL would, written anew unless it lies in `pg_wal` already.
    func push(_ segment: WALFixture, writing: Bool = true) async throws -> Outcome {
        if writing { try data.write(segment.bytes(), as: segment.name) }
        return try await run(
            archive.executables.push,
            ["pg_wal/\(segment.name)", segment.name]
        )
    }

    /// Archives segments without a fault, so that the archive is proven to be this cluster's.
    func prepare(_ segments: [WALFixture]) async throws {
        for segment in segments {
            let outcome = try await push(segment)
            guard outcome.status == 0 else { throw HarnessError(outcome.description) }
        }
        proxy.clear()
    }

    /// Fetches a file as a server in recovery would; gives what was delivered too.
    func fetch(
        _ name: String,
        as kind: RecoveryKind = .recovery
    ) async throws -> (outcome: Outcome, delivered: [UInt8]?) {
        for other in RecoveryKind.allCases where other != kind {
            try? Disk.remove("\(data.path)/\(other.rawValue).signal")
        }
        try data.signal(kind)
        let outcome = try await run(archive.executables.fetch, [name, "pg_wal/RECOVERYXLOG"])
        let path = "\(data.path)/pg_wal/RECOVERYXLOG"
        guard Disk.exists(path) else { return (outcome, nil) }
        defer { try? Disk.remove(path) }
        return (outcome, try Disk.read(path))
    }

    /// Expects that the archive holds a segment as it was pushed, by fetching it without a fault.
    func expectArchived(
        _ segment: WALFixture,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        proxy.clear()
        let (outcome, delivered) = try await fetch(segment.name)
        expect(outcome, exits: 0, sourceLocation: sourceLocation)
        let isSame = delivered == segment.bytes()
        #expect(isSame, "the archive holds other bytes", sourceLocation: sourceLocation)
    }

    /// Makes what the spool says of the archive older than it may be believed: of an earlier start
    /// of the machine.
    func ageRecords() throws {
        let spool = scratch.path("spool")
        var count = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: spool) {
            guard path.split(separator: "/").last?.hasPrefix("archive-") == true else { continue }
            let text = try Disk.text("\(spool)/\(path)")
            let aged = text.replacing(/\nboot [^\n]+\n/, with: "\nboot earlier\n")
            guard aged != text || text.contains("\nboot earlier\n") else {
                throw HarnessError("no moment in: \(text)")
            }
            try Disk.write(Array(aged.utf8), to: "\(spool)/\(path)")
            count += 1
        }
        guard count > 0 else { throw HarnessError("no record of an archive in \(spool)") }
    }

    /// Runs a subcommand of `wal-archive`, in the data directory.
    func operate(_ words: [String]) async throws -> Outcome {
        try await run([archive.executables.archive] + words)
    }

    /// The same with the words one by one.
    func operate(_ words: String...) async throws -> Outcome { try await operate(words) }

    private func run(_ executable: String, _ words: [String]) async throws -> Outcome {
        try await run([executable], words)
    }

    /// Runs a command; what it says never holds a secret.
    private func run(_ command: [String], _ words: [String] = []) async throws -> Outcome {
        let outcome = try await Command(
            ["/usr/bin/timeout", Self.patience] + command + ["--archive", archive.url]
                + archive.settings + words,
            environment: archive.environment,
            directory: data.path
        ).run()
        let said = outcome.errors + outcome.output
        if let secret = archive.environment["AWS_SECRET_ACCESS_KEY"] {
            #expect(!said.contains(secret), "\(outcome)")
        }
        return outcome
    }
}

/// Expects a command to end with a status, and shows all that it said if it does not.
func expect(
    _ outcome: Outcome,
    exits status: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(outcome.status == status, "\(outcome)", sourceLocation: sourceLocation)
}

/// Expects a failure: a status, and a line in PostgreSQL's voice with the file and a reason.
func expect(
    _ outcome: Outcome,
    fails name: String,
    status: Int32,
    saying reason: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expect(outcome, exits: status, sourceLocation: sourceLocation)
    let line = outcome.errors.split(separator: "\n").first { $0.contains(": could not ") } ?? ""
    #expect(line.contains("\"\(name)\""), "\(outcome)", sourceLocation: sourceLocation)
    let says = reason.isEmpty || line.contains(reason)
    #expect(says, "\(outcome)", sourceLocation: sourceLocation)
}
