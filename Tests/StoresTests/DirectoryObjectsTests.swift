import Archive
import Files
import Glibc
import Stores
import SystemPackage
import TestSupport
import Testing

/// Objects in a directory of which somebody moved a part to another disk.
@Suite struct DirectoryObjectsTests {
    private func names(in path: String, prefix: String = "") throws -> [String: UInt64] {
        var found: [String: UInt64] = [:]
        try DirectoryObjects(path: FilePath(path), once: .atomic).list(prefix: prefix) {
            found["\($0.name)"] = $0.storedBytes
            return true
        }
        return found
    }

    @Test func `folders and files behind symbolic links are listed`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("place")
            let elsewhere = try scratch.directory("elsewhere")
            try scratch.write([1, 2], to: "elsewhere/begun.json")
            try scratch.write([1, 2, 3], to: "part")
            #expect(symlink(elsewhere, "\(path)/folder") == 0)
            #expect(symlink(scratch.path("part"), "\(elsewhere)/base.tar.000001") == 0)
            let expected: [String: UInt64] = [
                "folder/begun.json": 2, "folder/base.tar.000001": 3,
            ]
            #expect(try names(in: path) == expected)
            #expect(try names(in: path, prefix: "folder/") == expected)
            #expect(try names(in: path, prefix: "other/").isEmpty)
        }
    }

    @Test func `a file that the disk does not give is a failure of that one alone`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("place")
            let name = try #require(ObjectName("object"))
            // Nothing is mapped at its beginning: EIO.
            #expect(symlink("/proc/self/mem", "\(path)/object") == 0)
            let objects = DirectoryObjects(path: FilePath(path), once: .atomic)
            let error = #expect(throws: StoreError.self) { try objects.read(name) { _ in true } }
            #expect(error?.isOfOneObject == true)
            #expect(error?.kind == .transient)
            let elsewhere = DirectoryObjects(path: FilePath("\(path)/object"), once: .atomic)
            let other = #expect(throws: StoreError.self) { try elsewhere.read(name) { _ in true } }
            #expect(other?.isOfOneObject == false)
        }
    }

    @Test func `a link that leads nowhere may be a disk that is not mounted`() async throws {
        try await ScratchDirectory.with { scratch in
            let path = try scratch.directory("place")
            #expect(symlink("/nowhere/at/all", "\(path)/folder") == 0)
            let error = StoreError(
                .permanent,
                "\"file://\(path)/folder\" is a symbolic link that leads nowhere",
                hint: "Mount what it leads to; if that is gone for good, remove the link."
            )
            #expect(throws: error) { try names(in: path) }
        }
    }
}
