import FrontEnd
import TestSupport
import Testing

/// What `--help` and `--version` print, wherever they are called.
@Suite struct HelpTests {
    @Test(arguments: ["--help", "-h", "-?"])
    func `is printed without any settings`(flag: String) async throws {
        try await Site.with { site in
            var site = site
            site.flags = ["--timeout", "soon"]
            for (result, command) in [(site.push(flag), "push"), (site.fetch(flag, "x"), "fetch")] {
                #expect(result.status == 0)
                #expect(result.errors == [])
                let text = result.output.joined()
                #expect(text.hasPrefix("wal-\(command) "))
                #expect(text.contains("\n  wal-\(command) [FLAGS] %"))
                #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 100 })
            }
        }
    }

    @Test func `names every setting and every status`() async throws {
        try await Site.with { site in
            let push = site.push("--help").output.joined()
            let fetch = site.fetch("--help").output.joined()
            for text in [push, fetch] {
                for name in [
                    "archive", "backups", "spool", "compression", "compression-level",
                    "create-once", "check-wal", "strict", "accept-gap", "timeout",
                    "standby-timeout", "push-ahead", "push-jobs", "push-budget", "fetch-ahead",
                    "fetch-jobs", "s3-endpoint", "s3-region", "s3-addressing", "s3-ca-file",
                    "s3-ca-directory", "s3-profile", "s3-storage-class", "s3-encryption",
                    "s3-kms-key-id", "s3-customer-key-file", "s3-tags", "s3-object-lock",
                    "s3-requester-pays", "s3-bandwidth-limit", "gs-access-key-id", "config",
                ] {
                    #expect(text.contains("  --\(name) "), "\(name)")
                }
            }
            for status in [0, 1, 2, 3, 5, 6] { #expect(push.contains("\n  \(status)  ")) }
            for status in 2...6 { #expect(fetch.contains("\n  \(status) / \(198 + status)  ")) }
        }
    }

    @Test(arguments: ["--version", "-V"])
    func `tells the version`(flag: String) async throws {
        try await Site.with { site in
            let results = [site.push(flag), site.fetch("x", flag)]
            #expect(results.map(\.status) == [0, 0])
            #expect(results.map(\.output) == [["wal-push 0.1.0"], ["wal-fetch 0.1.0"]])
        }
    }
}
