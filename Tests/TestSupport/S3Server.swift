import Foundation
import Synchronization

/// A real S3 server on loopback, Ceph's RADOS Gateway, which ends with this process at the latest.
package final class S3Server: Sendable {
    /// Where everything of it is.
    package let directory: String

    /// The port for HTTP.
    package let port: UInt16

    /// The port for HTTPS.
    package let securePort: UInt16

    /// The domain below which every bucket has a host name.
    package let domain: String

    /// The keys of the user that everything belongs to.
    package let keys: S3Keys

    /// The keys of a user that owns nothing.
    package let otherKeys: S3Keys

    /// Distinguishes the servers of one process, and their buckets.
    private static let count = Atomic(0)

    /// The server of all tests that do not disturb it.
    package static func shared() async throws -> S3Server { try await one.value }

    /// Started once.
    private static let one = Task { try await S3Server() }

    /// Starts a server of its own for tests that disturb it.
    package init() async throws {
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        directory = "/tmp/waltest-\(getpid())-s3-\(number)"
        let lines = try await Self.start(directory)
        var said: [Substring: String] = [:]
        for line in lines {
            let parts = line.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
            if parts.count == 2 { said[parts[0]] = String(parts[1].dropFirst().dropLast()) }
        }
        func value(_ name: Substring) throws -> String {
            guard let value = said[name] else {
                throw HarnessError("scripts/s3-server does not say \(name)")
            }
            return value
        }
        func port(_ name: Substring) throws -> UInt16 {
            guard let port = UInt16(try value(name).drop { $0 != ":" }.split(separator: ":")[1])
            else { throw HarnessError("scripts/s3-server says no port in \(name)") }
            return port
        }
        self.port = try port("S3_SERVER_HTTP")
        securePort = try port("S3_SERVER_HTTPS")
        domain = try value("S3_SERVER_DOMAIN")
        keys = S3Keys(
            identifier: try value("AWS_ACCESS_KEY_ID"),
            secret: try value("AWS_SECRET_ACCESS_KEY")
        )
        otherKeys = S3Keys(
            identifier: try value("S3_SERVER_OTHER_ACCESS_KEY_ID"),
            secret: try value("S3_SERVER_OTHER_SECRET_ACCESS_KEY")
        )
    }

    /// The endpoint for HTTP.
    package var endpoint: String { "http://127.0.0.1:\(port)" }

    /// The endpoint for HTTPS.
    package var secureEndpoint: String { "https://127.0.0.1:\(securePort)" }

    /// The file with the certificate of the server's own CA.
    package var certificates: String { "\(directory)/tls/ca.crt" }

    /// Starts it again after it was killed, on the same ports and with the same contents.
    package func start() async throws { try await Self.start(directory) }

    /// Kills the gateway, as a crash would: clients are cut off, then refused.
    package func kill() async throws {
        let process = try gateway()
        Glibc.kill(process, SIGKILL)
        try await Condition.wait(for: "the end of the S3 server \(process)") {
            Glibc.kill(process, 0) != 0
        }
    }

    /// Stops it; all that it holds is lost.
    package func stop() async throws {
        try await Checkout.run("scripts/s3-server", ["stop", directory])
    }

    /// Stops the gateway: clients connect, and nothing is answered until it goes on.
    package func freeze() throws { Glibc.kill(try gateway(), SIGSTOP) }

    /// Lets a stopped gateway go on.
    package func thaw() throws { Glibc.kill(try gateway(), SIGCONT) }

    /// Runs `radosgw-admin` for this server.
    package func admin(_ arguments: [String]) async throws {
        try await Checkout.run("scripts/s3-server", ["admin", directory] + arguments)
    }

    @discardableResult
    private static func start(_ directory: String) async throws -> [Substring] {
        try await Checkout.run("scripts/s3-server", ["start", "--while", "\(getpid())", directory])
    }

    private func gateway() throws -> pid_t {
        let text = try Disk.text("\(directory)/rgw.pid").trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        guard let process = pid_t(text), process > 1 else {
            throw HarnessError("\(directory)/rgw.pid says \"\(text)\"")
        }
        return process
    }
}

/// What signs requests.
package struct S3Keys: Sendable, Equatable {
    /// The access key's identifier.
    package var identifier: String

    /// The secret.
    package var secret: String

    /// The environment variables that commands take them from.
    package var environment: [String: String] {
        ["AWS_ACCESS_KEY_ID": identifier, "AWS_SECRET_ACCESS_KEY": secret]
    }
}
