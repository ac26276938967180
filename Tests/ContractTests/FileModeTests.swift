import TestSupport
import Testing

/// Delivered files may be read by whom the data directory may be read by.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FileModeTests {
    @Test(arguments: [false, true])
    func `delivered files have the data directory's mode`(isGroupReadable: Bool) async throws {
        try await ScratchDirectory.with { scratch in
            let cluster =
                isGroupReadable
                ? try await ArchivedCluster(
                    .first(),
                    in: scratch,
                    options: ["--allow-group-access"]
                ) : try await .shared()
            let server = try await cluster.restored(
                as: "server",
                in: scratch,
                .standby,
                settings: cluster.archive.restoreCommand
            )
            let directory = try Disk.mode(of: server.dataDirectory)
            #expect(directory == (isGroupReadable ? 0o750 : 0o700))
            try await server.start()
            try await server.wait(forBatches: ArchivedCluster.batches)
            let delivered = try Disk.names(in: "\(server.dataDirectory)/pg_wal").filter {
                $0.count == 24 && cluster.segments.contains($0)
            }
            #expect(delivered == cluster.segments)
            for name in delivered {
                let mode = try Disk.mode(of: "\(server.dataDirectory)/pg_wal/\(name)")
                #expect(mode == (isGroupReadable ? 0o640 : 0o600), "\(name)")
            }
            try await server.stop(.immediate)
        }
    }
}
