import TestSupport
import Testing

@testable import Backup

/// Each tablespace gets a directory of its own.
@Suite struct TablespaceMappingTests {
    @Test(arguments: [("one", "one"), ("one", "one/two"), ("one/./two", "one"), ("node/x", "two")])
    func `two in one directory are refused`(first: String, second: String) async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: "/srv/a", 8: "/srv/b"])
            let mapping = ["/srv/a": scratch.path(first), "/srv/b": scratch.path(second)]
            let error = try #require(throws: BackupError.self) {
                try small.restoration(to: scratch.path("node"), mapping: mapping).run()
            }
            #expect(
                error.description.hasSuffix(
                    " HINT: Give each a directory of its own: --tablespace-mapping OLD=NEW."
                )
            )
            #expect(error.description.contains(" lie in one another: "))
            #expect(try Disk.names(in: scratch.path).isEmpty)
        }
    }

    @Test func `a symbolic link hides nothing`() async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: [7: "/srv/a", 8: "/srv/b"])
            _ = try scratch.directory("real")
            try await Command(["/bin/ln", "-s", "real", scratch.path("link")]).succeed()
            let mapping = ["/srv/a": scratch.path("real"), "/srv/b": scratch.path("link/new")]
            let refusal = BackupError.refused(
                "tablespace \"/srv/a\" and tablespace \"/srv/b\" would lie in one another:"
                    + " \"\(scratch.path("real"))\" and \"\(scratch.path("link/new"))\" HINT: Give"
                    + " each a directory of its own: --tablespace-mapping OLD=NEW."
            )
            #expect(throws: refusal) {
                try small.restoration(to: scratch.path("node"), mapping: mapping).run()
            }
        }
    }

    @Test(
        arguments: [
            ([7: "/srv/a"], "Those of the backup lie at: /srv/a."),
            ([:], "The backup has no tablespaces."),
        ] as [([UInt32: String], String)]
    )
    func `a place where none was is refused`(
        spaces: [UInt32: String],
        hint: String
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let small = try SmallBackup(spaces: spaces)
            let mapping = ["/srv/a": scratch.path("a"), "/srv/a/": scratch.path("b")]
                .filter { spaces.isEmpty ? $0.key == "/srv/a/" : true }
            let refusal = BackupError.refused(
                "no tablespace of backup \(small.description.name) lies at \"/srv/a/\" HINT: \(hint)"
            )
            #expect(throws: refusal) {
                try small.restoration(to: scratch.path("node"), mapping: mapping).run()
            }
        }
    }
}
