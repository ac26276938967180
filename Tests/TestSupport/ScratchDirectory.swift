import Foundation
import Synchronization

/// A directory of one test's own below `/tmp`, gone afterwards with the servers that run in it.
package final class ScratchDirectory: Sendable {
    /// Where it is.
    package let path: String

    /// Distinguishes the directories of one process.
    private static let count = Atomic(0)

    /// Creates the directory, readable by all and writable by the unprivileged account.
    package init() throws {
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        path = "/tmp/waltest-\(getpid())-\(number)"
        guard mkdir(path, 0o755) == 0, chmod(path, 0o755) == 0 else {
            throw HarnessError("could not create \"\(path)\": errno \(errno)")
        }
        try Account.unprivileged.own(path)
    }

    /// Runs a body with a new scratch directory and removes it however the body ends.
    package static func with<Value: Sendable>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (ScratchDirectory) async throws -> Value
    ) async throws -> Value {
        let scratch = try ScratchDirectory()
        do {
            let value = try await body(scratch)
            try await scratch.remove()
            return value
        } catch {
            try? await scratch.remove()
            throw error
        }
    }

    /// The path of something inside.
    package func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Creates a directory inside, for the unprivileged account alone.
    package func directory(_ name: String) throws -> String {
        let made = path(name)
        guard mkdir(made, 0o700) == 0 else {
            throw HarnessError("could not create \"\(made)\": errno \(errno)")
        }
        try Account.unprivileged.own(made)
        return made
    }

    /// Writes a file inside, as the unprivileged account would.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Disk.write(bytes, to: path(name))
        return path(name)
    }

    /// Ends the servers whose data directories are inside, then removes everything.
    package func remove() async throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try await Postmaster(dataDirectory: path(name)).end()
        }
        try FileManager.default.removeItem(atPath: path)
    }
}
