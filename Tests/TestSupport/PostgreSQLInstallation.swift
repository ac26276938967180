import Foundation

/// One version of PostgreSQL's executables.
package struct PostgreSQLInstallation: Sendable, Hashable, CustomStringConvertible {
    /// The major version.
    package let version: Int

    /// The directory of its executables.
    package let directory: String

    /// How a test case is named after it.
    package var description: String { "PostgreSQL \(version)" }

    /// All versions to test, as `scripts/install-postgres` names them.
    package static func all() throws -> [PostgreSQLInstallation] { try found.get() }

    /// The version of the operating system's packages.
    package static func first() throws -> PostgreSQLInstallation { try all()[0] }

    /// The newest version.
    package static func newest() throws -> PostgreSQLInstallation {
        try all().max { $0.version < $1.version } ?? first()
    }

    /// The path of one of its executables.
    package func executable(_ name: String) -> String { "\(directory)/\(name)" }

    /// Found once.
    private static let found = Result { try install() }

    /// Runs the script, which installs what is missing and then takes a few milliseconds.
    private static func install() throws -> [PostgreSQLInstallation] {
        let output = Pipe()
        let script = Process()
        script.executableURL = Checkout.url("scripts/install-postgres")
        script.standardOutput = output
        try script.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        script.waitUntilExit()
        let found = text.split(separator: "\n").compactMap { line -> PostgreSQLInstallation? in
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let version = Int(parts[0]) else { return nil }
            return PostgreSQLInstallation(version: version, directory: String(parts[1]))
        }
        guard script.terminationStatus == 0, found.count == 3 else {
            throw HarnessError("scripts/install-postgres failed; run it by itself to see why")
        }
        return found
    }
}
