import Foundation
import TestSupport
import Testing

/// What the executables link and load: every shared library costs each call its loading.
@Suite struct LinkageTests {
    private static let directory =
        ProcessInfo.processInfo.environment["WALTEST_BIN"]
        ?? Checkout.url(".build/release").path

    private static let isBuilt = ["wal-push", "wal-fetch"].allSatisfy { name in
        FileManager.default.isExecutableFile(atPath: "\(directory)/\(name)")
    }

    /// Opened by the calls that need them, or linked statically.
    private static let lazy = [
        "libcurl", "libcrypto", "libssl", "libpq", "libzstd", "libexpat", "libxml2", "libicu",
    ]

    @Test(.enabled(if: isBuilt, "there is no release build"), arguments: ["wal-push", "wal-fetch"])
    func `is the C library and nothing that is slow to load`(name: String) async throws {
        let file = try Disk.read("\(Self.directory)/\(name)")
        try await ScratchDirectory.with { scratch in
            // The checkout may be closed to the account that commands run as.
            let copy = try scratch.write(file, to: name)
            let libraries = try await Command(["/usr/bin/ldd", copy]).succeed()
            #expect(libraries.contains("libc.so"))
            let ours = ["libFoundation", "lib_Foundation", "libswift", "libstdc++", "libgcc_s"]
            for slow in Self.lazy + ours {
                #expect(!libraries.contains(slow), "\(libraries)")
            }
        }
    }

    /// Of any build: what an executable names itself.
    @Test(arguments: ["wal-push", "wal-fetch"])
    func `names no library that is opened when it is needed`(name: String) async throws {
        let path = "\(try Executables.found().directory)/\(name)"
        let section = try await Command(["/usr/bin/readelf", "--dynamic", path]).succeed()
        let needed = section.split(separator: "\n").filter { $0.contains("(NEEDED)") }
        #expect(needed.contains { $0.contains("[libc.so") })
        for library in Self.lazy {
            #expect(!needed.contains { $0.contains("[\(library).") }, "\(needed)")
        }
    }
}
