import FrontEnd
import TestSupport
import Testing

/// `--json` prints what the README documents, neither more nor less.
@Suite struct JSONSchemaTests {
    /// Everything that a command can say of an archive in which much is wrong.
    private static func calls(
        _ archive: ArchiveFixture,
        _ data: DataDirectoryFixture
    ) throws -> [(command: String, lines: [String])] {
        let (one, six) = (ArchiveFixture.name(1), ArchiveFixture.name(6, timeline: 2))
        var damaged = try Disk.read(archive.object(six))
        damaged[20_000] ^= 1
        try Disk.write(damaged, to: archive.object(six))
        try Disk.remove(archive.object(ArchiveFixture.name(2)))
        var switched = WALStream(segment: 5)
        switched.append(body: [1])
        switched.appendSwitch()
        let five = ArchiveFixture.name(5)
        try data.write(switched.segment(0), as: five)
        let local = "\(data.path)/pg_wal/\(five)"
        func run(_ words: [String]) -> (String, [String]) {
            let words = words + ["--json", "--archive", archive.url]
            return (words[0], RecordedCall(words, directory: data.path).run().output)
        }
        func listWithoutHistory() throws -> (String, [String]) {
            let path = archive.object("00000002.history")
            let bytes = try Disk.read(path)
            try Disk.remove(path)
            defer { try? Disk.write(bytes, to: path) }
            return run(["list"])
        }
        return [
            run(["adopt"]), run(["list"]), try listWithoutHistory(), run(["verify"]),
            run(["verify", "--all", "--deep"]),
            run(["show", one]), run(["show", six]), run(["show", "00000002.history"]),
            run(["resolve", five, local]), run(["resolve", five, local, "--keep", "local"]),
            run(["resolve", five, local]), run(["show", five]),
            run(["resolve", ArchiveFixture.name(9), local]),
        ]
    }

    @Test func `has the documented keys, and every one of them`() async throws {
        try await ScratchDirectory.with { scratch in
            var seen: [String: [String: Set<String>]] = [:]
            let archive = try ArchiveFixture(in: scratch)
            for call in try Self.calls(archive, DataDirectoryFixture(in: scratch)) {
                for line in call.lines {
                    let (keys, wrong) = try JSONSchema.keys(of: line)
                    #expect(wrong.isEmpty, "\(line)")
                    let type = try #require(line.firstMatch(of: /"type":"([a-z]+)"/))
                    seen[String(type.1), default: [:]][call.command, default: []].formUnion(keys)
                }
            }
            let rows = try JSONSchema().rows
            #expect(Set(seen.keys) == Set(rows.map(\.type)))
            for row in rows {
                let printed = seen[row.type] ?? [:]
                #expect(Set(printed.keys) == row.commands, "\(row.type)")
                let all = printed.values.reduce(into: Set<String>()) { $0.formUnion($1) }
                let differing = all.symmetricDifference(row.keys)
                #expect(differing.isEmpty, "\(row.type)")
            }
        }
    }
}
