import Foundation
import Subprocess
import SystemPackage

/// The source tree that the tests were built from.
package enum Checkout {
    /// A file of the tree, by its path from the top.
    package static func url(_ path: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(path)
    }

    /// Runs a script of the tree as whoever runs the tests, and gives the lines that it prints.
    ///
    /// The script may leave processes that go on; Foundation's `Process` would wait for them too.
    @discardableResult
    package static func run(_ script: String, _ arguments: [String]) async throws -> [Substring] {
        let result = try await Subprocess.run(
            .path(FilePath(url(script).path)),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        guard result.terminationStatus.isSuccess else {
            let line = ([script] + arguments).joined(separator: " ")
            throw HarnessError("\(line) failed:\n\(result.standardError)")
        }
        return result.standardOutput.split(separator: "\n")
    }
}
