import Archive
import Cluster
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The place where PostgreSQL wants a fetched file.
@Suite struct FileDeliveryTests {
    private func delivery(
        _ path: String,
        isGroupReadable: Bool = false,
        before: @escaping () throws(StoreError) -> Void = {}
    ) -> FileDelivery {
        FileDelivery(
            path: FilePath(path),
            isGroupReadable: isGroupReadable,
            beforeDelivery: before
        )
    }

    private func write(_ bytes: [UInt8], to delivery: FileDelivery) throws {
        delivery.begin()
        try delivery.write(bytes.span.bytes)
    }

    @Test(arguments: [(false, mode_t(0o600)), (true, 0o640)])
    func `delivers with the mode of the data directory`(
        isGroupReadable: Bool,
        mode: mode_t
    ) async throws {
        try await ScratchDirectory.with { scratch in
            let path = scratch.path("RECOVERYXLOG")
            let delivery = delivery(path, isGroupReadable: isGroupReadable)
            #expect(try !delivery.isTaken())
            try write([1, 2, 3], to: delivery)
            try delivery.deliver()
            #expect(try Disk.read(path) == [1, 2, 3])
            #expect(try Disk.mode(of: path) == mode)
            #expect(try delivery.isTaken())
            #expect(try Disk.names(in: scratch.path) == ["RECOVERYXLOG"])
        }
    }

    @Test func `shows nothing before, and nothing where it is given up`() async throws {
        try await ScratchDirectory.with { scratch in
            do {
                let delivery = delivery(scratch.path("RECOVERYXLOG"))
                try write([1, 2, 3], to: delivery)
                #expect(try !delivery.isTaken())
                #expect(!Disk.exists(scratch.path("RECOVERYXLOG")))
            }
            #expect(try Disk.names(in: scratch.path) == [])
        }
    }

    @Test func `begins anew with nothing`() async throws {
        try await ScratchDirectory.with { scratch in
            let delivery = delivery(scratch.path("x"))
            try write([1, 2, 3], to: delivery)
            try write([4], to: delivery)
            try delivery.deliver()
            #expect(try Disk.read(scratch.path("x")) == [4])
            #expect(try Disk.names(in: scratch.path) == ["x"])
        }
    }

    @Test(arguments: ["file", "directory", "link"])
    func `never replaces what is there`(kind: String) async throws {
        try await ScratchDirectory.with { scratch in
            let path = scratch.path("x")
            let delivery = delivery(path)
            try write([1], to: delivery)
            switch kind {
            case "file": try scratch.write([9], to: "x")
            case "directory": _ = try scratch.directory("x")
            default: #expect(symlink("/nowhere", path) == 0)
            }
            #expect(throws: StoreError.targetTaken) { try delivery.deliver() }
            #expect(try delivery.isTaken())
            if kind == "file" { #expect(try Disk.read(path) == [9]) }
            #expect(try Disk.names(in: scratch.path) == ["x"])
        }
    }

    @Test func `delivers nothing once nobody waits`() async throws {
        try await ScratchDirectory.with { scratch in
            let gone = StoreError(.permanent, "nobody waits")
            let delivery = delivery(scratch.path("x")) { () throws(StoreError) in throw gone }
            try write([1], to: delivery)
            #expect(throws: gone) { try delivery.deliver() }
            #expect(!Disk.exists(scratch.path("x")))
        }
    }

    @Test func `tells why it cannot`() async throws {
        try await ScratchDirectory.with { scratch in
            let delivery = delivery(scratch.path("absent/x"))
            let error = StoreError(
                .permanent,
                "could not open \"\(scratch.path("absent"))\": No such file or directory"
            )
            #expect(throws: error) { try delivery.isTaken() }
            #expect(throws: error) { try write([1], to: delivery) }
        }
    }
}
