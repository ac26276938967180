import Crypto
import TestSupport
import Testing

/// `wal-archive resolve` over a bucket: which of two files counts, and the other one is kept.
@Suite(.timeLimit(.minutes(5))) struct ResolutionTests {
    /// An archived segment, and another one of its name that the server holds.
    private func with(
        _ body: (S3Site, _ archived: WALFixture, _ local: WALFixture) async throws -> Void
    ) async throws {
        try await S3Site.with { site in
            let (archived, local) = (site.segment(2), site.segment(2, seed: 99))
            try await site.prepare([site.segment(1), archived])
            expect(try await site.push(local), fails: local.name, status: 1, saying: "other")
            try await body(site, archived, local)
        }
    }

    private func kept(_ segment: WALFixture) throws -> String {
        let digest = try SHA256.digest(of: segment.bytes().span.bytes)
        return "\(segment.name).conflict.\(digest.description.prefix(16))"
    }

    @Test func `shows both and changes nothing`() async throws {
        try await with { site, archived, local in
            let keys = try await site.archive.names()
            let shown = try await site.operate("resolve", local.name, "pg_wal/\(local.name)")
            expect(shown, exits: 3)
            #expect(shown.output.hasPrefix("\(local.name): differs from LSN 0/20"), "\(shown)")
            #expect(try await site.archive.names() == keys)
            try await site.expectArchived(archived)
        }
    }

    @Test(arguments: ["zstd", "none"])
    func `keeps the archived file, and the local one beside it`(form: String) async throws {
        try await with { site, archived, local in
            let path = "pg_wal/\(local.name)"
            let words = ["--keep", "archived", "--compression", form]
            for _ in 1...2 {
                let resolved = try await site.operate(["resolve", local.name, path] + words)
                expect(resolved, exits: 0)
                let line =
                    "\(local.name): the archived file counts, the local one is"
                    + " \(try kept(local))\n"
                #expect(resolved.output == line)
            }
            expect(try await site.push(local), exits: 0)
            try await site.expectArchived(archived)
            expect(try await site.operate("show", try kept(local)), exits: 0)
        }
    }

    @Test(arguments: ["zstd", "none"])
    func `keeps the local file, and the archived one beside it`(form: String) async throws {
        try await with { site, archived, local in
            let path = "pg_wal/\(local.name)"
            let before = try await site.bucket.get(site.archive.key(archived.name))
            let words = ["--keep", "local", "--compression", form]
            let resolved = try await site.operate(["resolve", local.name, path] + words)
            expect(resolved, exits: 0)
            #expect(
                resolved.output
                    == "\(local.name): the local file counts, the archived one is"
                    + " \(try kept(archived))\n"
            )
            let isKept = try await site.bucket.get(site.archive.key(kept(archived))) == before
            #expect(isKept)
            expect(try await site.push(local), exits: 0)
            try await site.expectArchived(local)
            expect(try await site.operate("show", try kept(archived)), exits: 0)
            let again = try await site.operate(["resolve", local.name, path] + words)
            expect(again, exits: 0)
            #expect(again.output.contains("there is nothing to decide"), "\(again)")
        }
    }

    @Test func `goes on where it was interrupted`() async throws {
        try await with { site, archived, local in
            let words = ["resolve", local.name, "pg_wal/\(local.name)", "--keep", "local"]
            let put = RequestPattern("PUT", suffix: local.name)
            site.proxy.inject(.answer(.internalError), into: put)
            let failed = try await site.operate(words)
            expect(failed, exits: 2)
            #expect(
                failed.errors.hasPrefix("wal-archive: could not resolve \"\(local.name)\": PUT "),
                "\(failed)"
            )
            try await site.expectArchived(archived)
            expect(try await site.operate(words), exits: 0)
            try await site.expectArchived(local)
            #expect(
                try await site.archive.names()
                    == [site.segment(1).name, local.name, try kept(archived)]
            )
        }
    }
}
