import Files
import SystemPackage
import TestSupport
import Testing

/// Where temporary files get their names, and what crashes leave there.
@Suite(.refusesCalls) struct TemporaryPlaceTests {
    private static let hour = 60 * 60

    /// Creates a temporary file with a name; tells the names that are there meanwhile.
    private func names(in scratch: ScratchDirectory, subdirectory: String?) throws -> [String] {
        try onThread(refusing: [.unnamedFile(.notSupported)]) {
            let file = try scratch.temporaryFile([1], subdirectory: subdirectory)
            return try withExtendedLifetime(file) {
                try Disk.names(in: scratch.path(subdirectory ?? "."))
            }
        }
    }

    @Test func `gives each file a name of its own`() async throws {
        try await ScratchDirectory.with { scratch in
            let names = try onThread(refusing: [.unnamedFile(.notSupported)]) {
                let files = try (0..<20).map { _ in try scratch.temporaryFile([1]) }
                return try withExtendedLifetime(files) { try scratch.names() }
            }
            #expect(names.count == 20)
            #expect(names.allSatisfy { $0.hasPrefix("our-") && $0.hasSuffix(".tmp") })
            #expect(try scratch.names() == [])
        }
    }

    @Test func `makes its directory when the first name is needed`() async throws {
        try await ScratchDirectory.with { scratch in
            let unnamed = try scratch.temporaryFile([1], subdirectory: "work")
            #expect(try unnamed.publish(as: "one", once: .atomic) == .published)
            #expect(try scratch.names() == ["one"])
            #expect(try names(in: scratch, subdirectory: "work").count == 1)
            #expect(try scratch.names() == ["one", "work"])
            #expect(try Disk.mode(of: scratch.path("work")) & 0o027 == 0)
            #expect(try Disk.names(in: scratch.path("work")) == [])
        }
    }

    @Test func `publishes from its directory into the one above`() async throws {
        try await ScratchDirectory.with { scratch in
            for refused in TemporaryNameTests.poorSystems {
                let publication = try onThread(refusing: refused) {
                    try scratch.temporaryFile([1], subdirectory: "work")
                        .publish(as: "file", once: .atomic)
                }
                #expect(publication == .published)
                try Disk.remove(scratch.path("file"))
            }
            #expect(try Disk.names(in: scratch.path("work")) == [])
        }
    }

    @Test func `is an error where its directory's name is a file's`() async throws {
        try await ScratchDirectory.with { scratch async throws in
            let path = try scratch.write("", to: "work")
            #expect(throws: FileError(.open, path, .notDirectory)) {
                try names(in: scratch, subdirectory: "work")
            }
        }
    }

    @Test(arguments: [nil, "work"])
    func `removes what is older than a day and ours`(subdirectory: String?) async throws {
        try await ScratchDirectory.with { scratch in
            if let subdirectory { _ = try scratch.directory(subdirectory) }
            let prefix = subdirectory.map { $0 + "/" } ?? ""
            let files = [
                ("our-1.tmp", 25), ("our-2.tmp", 23), ("our-3", 25), ("other-4.tmp", 25),
                ("000000010000000000000001", 1000), ("our-5.tmp", 24 * 365),
            ]
            for (name, hours) in files {
                try scratch.write("", to: prefix + name)
                try scratch.age(prefix + name, seconds: hours * Self.hour)
            }
            let kept = try names(in: scratch, subdirectory: subdirectory).filter {
                name in files.contains { $0.0 == name }
            }
            #expect(
                kept == ["000000010000000000000001", "other-4.tmp", "our-2.tmp", "our-3"]
            )
        }
    }

    @Test func `removes no directory, and a link but not what it leads to`() async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory("our-1.tmp")
            try scratch.write("kept", to: "target")
            try scratch.link("our-2.tmp", to: "target")
            for name in ["our-1.tmp", "our-2.tmp", "target"] {
                try scratch.age(name, seconds: 48 * Self.hour)
            }
            _ = try names(in: scratch, subdirectory: nil)
            #expect(try scratch.names() == ["our-1.tmp", "target"])
        }
    }

    @Test func `keeps a file that was published, however old`() async throws {
        try await ScratchDirectory.with { scratch in
            let file = try scratch.temporaryFile([1])
            #expect(try file.publish(as: "file", once: .atomic) == .published)
            try scratch.age("file", seconds: 48 * Self.hour)
            _ = try names(in: scratch, subdirectory: nil)
            #expect(try scratch.names() == ["file"])
        }
    }
}
