import Foundation
import TestSupport

/// A data directory whose server is only claimed to live, an archive and a spool: as much as the
/// commands look at when they work ahead.
struct AheadSite: Sendable {
    /// What turns both ways ahead on.
    static let flags = ["--push-ahead", "128", "--fetch-ahead", "64"]

    let scratch: ScratchDirectory
    let data: DataDirectoryFixture
    let archive: ArchiveDirectory
    /// What stands for the postmaster.
    let postmaster: Process

    /// The place of all spools.
    var spools: String { scratch.path("spool") }

    /// Gives a body a site, and ends its "postmaster" afterwards.
    static func with(
        data name: String = "site/data",
        _ body: (AheadSite) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            // Not at the top, where the scratch directory ends the servers that it finds.
            _ = try scratch.directory("site")
            let spool = try scratch.directory("spool")
            let postmaster = Process()
            postmaster.executableURL = URL(fileURLWithPath: "/bin/sleep")
            postmaster.arguments = ["600"]
            // Else whoever reads our output would wait for it too.
            postmaster.standardOutput = FileHandle.nullDevice
            postmaster.standardError = FileHandle.nullDevice
            try postmaster.run()
            // Whoever runs the tests may have blocked SIGTERM.
            defer { kill(postmaster.processIdentifier, SIGKILL) }
            let site = AheadSite(
                scratch: scratch,
                data: try DataDirectoryFixture(in: scratch, name: name),
                archive: try ArchiveDirectory(in: scratch, settings: flags + ["--spool", spool]),
                postmaster: postmaster
            )
            try site.claim(process: postmaster.processIdentifier)
            try await body(site)
        }
    }

    /// Writes postmaster.pid.
    func claim(process: pid_t, status: String = "ready   ") throws {
        try data.claim(process: process, status: status)
    }

    /// Puts segments of these numbers into `pg_wal`, marked for the archiver.
    func mark(_ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            let fixture = Self.fixture(number)
            try data.write(fixture.bytes(), as: fixture.name)
            try data.write([], as: "archive_status/\(fixture.name).ready")
        }
    }

    /// The segment of a number.
    static func fixture(_ number: Int) -> WALFixture {
        var fixture = WALFixture()
        fixture.number = UInt64(number)
        return fixture
    }

    /// Its name.
    static func name(_ number: Int) -> String { fixture(number).name }

    /// Archives as PostgreSQL's archiver does.
    func push(_ number: Int) async throws -> Outcome {
        let name = Self.name(number)
        return try await archive.push("pg_wal/\(name)", as: name, in: data.path)
    }

    /// Fetches as PostgreSQL does; what is there is gone before.
    func fetch(_ number: Int) async throws -> Outcome {
        let target = "\(data.path)/pg_wal/RECOVERYXLOG"
        if Disk.exists(target) { try Disk.remove(target) }
        return try await archive.fetch(
            Self.name(number),
            to: "pg_wal/RECOVERYXLOG",
            in: data.path
        )
    }

    /// What was delivered last.
    func delivered() throws -> [UInt8] { try Disk.read("\(data.path)/pg_wal/RECOVERYXLOG") }

    /// Archives segments by hand, which stores nothing ahead.
    func fill(_ numbers: ClosedRange<Int>) async throws {
        for number in numbers {
            let fixture = Self.fixture(number)
            let path = try data.write(fixture.bytes(), as: fixture.name)
            let outcome = try await archive.push(path, as: fixture.name, in: data.path)
            guard outcome.status == 0 else { throw HarnessError(outcome.description) }
            try Disk.remove("\(data.path)/\(path)")
        }
    }

    /// Makes the archive unreachable: what is answered then comes from the spool.
    func hideArchive() throws {
        try FileManager.default.moveItem(atPath: archive.path, toPath: hidden)
    }

    /// Makes it reachable again.
    func showArchive() throws {
        try FileManager.default.moveItem(atPath: hidden, toPath: archive.path)
    }

    private var hidden: String { archive.path + ".hidden" }

    /// This data directory's own spool.
    func spool() throws -> String {
        let names = try Disk.names(in: spools)
        guard names.count == 1 else { throw HarnessError("spools: \(names)") }
        return "\(spools)/\(names[0])"
    }

    /// The names in a directory of the spool; none where it is not there.
    func spooled(_ directory: String) throws -> [String] {
        let path = "\(try spool())/\(directory)"
        return Disk.exists(path) ? try Disk.names(in: path).sorted() : []
    }

    /// The processes that fetch ahead for this data directory.
    func prefetchers() throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
            .filter { process in
                guard let line = try? Disk.text("/proc/\(process)/cmdline") else { return false }
                let words = line.split(separator: "\0")
                return words.count > 2 && words[1] == "--prefetch-for" && words[2] == data.path
            }
    }

    /// Waits until segments lie ready.
    func waitUntilReady(_ numbers: ClosedRange<Int>) async throws {
        try await Condition.wait(
            for: "segments \(numbers) in the spool",
            evidence: { "\(try spooled("prefetched"))" },
            until: {
                let names = try spooled("prefetched")
                return numbers.allSatisfy { names.contains("\(Self.name($0)).record") }
            }
        )
    }

    /// Waits until nobody fetches ahead.
    func waitForNoPrefetcher() async throws {
        try await Condition.wait(for: "the end of the prefetcher") { try prefetchers().isEmpty }
    }
}
