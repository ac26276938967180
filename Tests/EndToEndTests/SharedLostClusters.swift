import TestSupport
import Testing

/// Lets the tests of a suite share one lost cluster for each version of PostgreSQL.
struct SharedLostClusters: SuiteTrait, TestScoping {
    /// The clusters of the suite that runs.
    @TaskLocal private static var shelf: Shelf?

    /// The lost cluster of this version, made when the first test asks.
    static func cluster(_ installation: PostgreSQLInstallation) async throws -> LostCluster {
        guard let shelf else { throw HarnessError("the suite lacks the trait .sharedLostClusters") }
        return try await shelf.cluster(installation)
    }

    /// Runs the suite, then removes the clusters.
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing body: @Sendable () async throws -> Void
    ) async throws {
        let shelf = Shelf()
        do {
            try await Self.$shelf.withValue(shelf) { try await body() }
            try await shelf.clear()
        } catch {
            try? await shelf.clear()
            throw error
        }
    }

    /// Makes each cluster once.
    private actor Shelf {
        /// The scratch directories, those of failed attempts too.
        private var scratches: [ScratchDirectory] = []

        /// A cluster or the attempt to make it.
        private var clusters: [PostgreSQLInstallation: Task<LostCluster, any Error>] = [:]

        /// Gives a cluster.
        func cluster(_ installation: PostgreSQLInstallation) async throws -> LostCluster {
            if let made = clusters[installation] { return try await made.value }
            let scratch = try ScratchDirectory()
            scratches.append(scratch)
            let making = Task { try await LostCluster(installation, in: scratch) }
            clusters[installation] = making
            return try await making.value
        }

        /// Removes everything.
        func clear() async throws {
            for scratch in scratches { try await scratch.remove() }
        }
    }
}

extension Trait where Self == SharedLostClusters {
    /// Lets the tests of a suite share one lost cluster for each version of PostgreSQL.
    static var sharedLostClusters: SharedLostClusters { SharedLostClusters() }
}
