import Foundation
import TestSupport
import Testing

/// What the release executables link: every shared library costs each call its loading.
@Suite struct LinkageTests {
    private static let directory =
        ProcessInfo.processInfo.environment["WALTEST_BIN"]
        ?? Checkout.url(".build/release").path

    private static let isBuilt = ["wal-push", "wal-fetch"].allSatisfy { name in
        FileManager.default.isExecutableFile(atPath: "\(directory)/\(name)")
    }

    @Test(.enabled(if: isBuilt, "there is no release build"), arguments: ["wal-push", "wal-fetch"])
    func `is the C library and nothing that is slow to load`(name: String) async throws {
        let file = try Disk.read("\(Self.directory)/\(name)")
        try await ScratchDirectory.with { scratch in
            // The checkout may be closed to the account that commands run as.
            let copy = try scratch.write(file, to: name)
            let libraries = try await Command(["/usr/bin/ldd", copy]).succeed()
            #expect(libraries.contains("libc.so"))
            for slow in [
                "libcurl", "libcrypto", "libssl", "libFoundation", "lib_Foundation", "libzstd",
                "libswift", "libicu", "libxml2",
            ] {
                #expect(!libraries.contains(slow), "\(libraries)")
            }
        }
    }
}
