import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Backup

/// What is removed is within a directory of ours.
@Suite struct RemovedTreeTests {
    @Test func `links go, and what is behind them stays`() async throws {
        try await ScratchDirectory.with { scratch in
            let outside = try scratch.directory("outside")
            try Disk.write([1], to: "\(outside)/precious")
            let ours = try scratch.directory("ours")
            _ = try scratch.directory("ours/a")
            _ = try scratch.directory("ours/a/b")
            try Disk.write([1], to: "\(ours)/a/b/file")
            for link in ["link", "a/link", "a/b/link"] {
                #expect(symlink(outside, "\(ours)/\(link)") == 0)
            }
            try RemovedTree(FilePath(ours)).remove()
            #expect(!Disk.exists(ours))
            #expect(try Disk.names(in: outside) == ["precious"])
        }
    }
}
