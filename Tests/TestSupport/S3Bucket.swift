import Foundation
import Synchronization

/// A bucket of one test's own, used as anybody would who has nothing but `curl`.
package struct S3Bucket: Sendable {
    /// The server.
    package let server: S3Server

    /// Its name.
    package let name: String

    /// Where bodies lie on their way.
    private let scratch: ScratchDirectory

    private static let count = Atomic(0)

    /// Creates a bucket.
    ///
    /// - Parameters:
    ///   - server: Where.
    ///   - scratch: Where bodies lie on their way.
    ///   - mayLock: Whether objects may be locked; every version of one is kept then.
    package init(
        on server: S3Server,
        in scratch: ScratchDirectory,
        mayLock: Bool = false
    ) async throws {
        self.init(
            missingOn: server,
            in: scratch,
            name: "bucket-\(Self.count.wrappingAdd(1, ordering: .relaxed).newValue)"
        )
        let lock = ["--header", "x-amz-bucket-object-lock-enabled: true"]
        try await succeed("PUT", nil, mayLock ? lock : [])
    }

    /// A bucket that is not there.
    package init(missingOn server: S3Server, in scratch: ScratchDirectory, name: String) {
        (self.server, self.scratch, self.name) = (server, scratch, name)
    }

    /// Stores an object, whatever is there.
    package func put(_ bytes: [UInt8], at key: String, fields: [String] = []) async throws {
        try scratch.write(bytes, to: "\(name).body")
        let body = ["--upload-file", scratch.path("\(name).body")]
        try await succeed("PUT", key, body + fields.flatMap { ["--header", $0] })
    }

    /// The bytes of an object, nil where there is none.
    package func get(_ key: String) async throws -> [UInt8]? {
        let path = scratch.path("\(name).answer")
        let status = try await request("GET", key, ["--output", path])
        guard status == "200" else {
            guard status == "404" else { throw HarnessError("GET \(key) was answered \(status)") }
            return nil
        }
        defer { try? Disk.remove(path) }
        return Disk.exists(path) ? try Disk.read(path) : []
    }

    /// Removes an object.
    package func remove(_ key: String) async throws { try await succeed("DELETE", key) }

    /// The keys below a prefix, in order; at most the 1000 that one listing tells.
    package func keys(below prefix: String = "") async throws -> [String] {
        let path = scratch.path("\(name).listing")
        let query = "?list-type=2&prefix=\(prefix.replacing("/", with: "%2F"))"
        try await succeed("GET", query, ["--output", path])
        return try Disk.text(path).matches(of: /<Key>([^<]*)<\/Key>/).map { String($0.1) }
    }

    /// How many versions of objects there are below a prefix, delete markers left out.
    package func versions(below prefix: String) async throws -> Int {
        let path = scratch.path("\(name).versions")
        let query = "?prefix=\(prefix.replacing("/", with: "%2F"))&versions="
        try await succeed("GET", query, ["--output", path])
        return try Disk.text(path).matches(of: /<Version>/).count
    }

    /// Lets the bucket keep every version of an object.
    package func enableVersioning() async throws {
        let document = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        try await succeed("PUT", "?versioning=", ["--data-binary", document])
    }

    /// Lets others do what a policy says.
    package func setPolicy(_ document: String) async throws {
        try await succeed("PUT", "?policy=", ["--data-binary", document])
    }

    /// A signed request; gives the status.
    private func request(
        _ method: String,
        _ target: String?,
        _ options: [String] = []
    ) async throws -> String {
        let path = target.map { $0.hasPrefix("?") ? $0 : "/\($0)" } ?? ""
        let line = [
            "/usr/bin/curl", "--silent", "--show-error", "--max-time", "60", "--noproxy", "*",
            "--request", method, "--aws-sigv4", "aws:amz:us-east-1:s3",
            "--user", "\(server.keys.identifier):\(server.keys.secret)",
            "--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD",
            "--write-out", "%{stderr}%{http_code}",
        ]
        let outcome = try await Command(line + options + ["\(server.endpoint)/\(name)\(path)"])
            .run()
        guard outcome.status == 0 else { throw HarnessError(outcome.description) }
        return outcome.errors
    }

    private func succeed(
        _ method: String,
        _ target: String?,
        _ options: [String] = []
    ) async throws {
        let status = try await request(method, target, options)
        guard status.hasPrefix("2") else {
            throw HarnessError("\(method) \(name)/\(target ?? "") was answered \(status)")
        }
    }
}
