import Foundation

/// A request as the S3 server's access log tells it.
package struct LoggedRequest: Sendable, Equatable, CustomStringConvertible {
    /// `GET`, `PUT` and so on.
    package let method: String

    /// The path and the query.
    package let target: String

    /// The answer's status.
    package let status: Int

    /// All of it.
    package var description: String { "\(method) \(target) \(status)" }
}

extension S3Server {
    /// The requests for a bucket so far, in the order of their ends.
    ///
    /// The log is written a moment after the answer: one more request is made, and waited for.
    package func requests(for bucket: String) async throws -> [LoggedRequest] {
        let mark = "mark-\(UUID().uuidString)"
        try await Command([
            "/usr/bin/curl", "--silent", "--output", "/dev/null", "--max-time", "60", "--noproxy",
            "*", "\(endpoint)/\(bucket)/\(mark)",
        ]).succeed()
        var log = ""
        try await Condition.wait(for: "\(mark) in the access log") {
            log = try Disk.text("\(directory)/rgw.log")
            return log.contains(mark)
        }
        let line = #/beast: .* "([A-Z]+) (/[^ ]*) HTTP/1.1" ([0-9]{3})/#
        return log.split(separator: "\n").compactMap { text -> LoggedRequest? in
            guard let found = text.firstMatch(of: line), let status = Int(found.3),
                found.2.hasPrefix("/\(bucket)/") || found.2.hasPrefix("/\(bucket)?"),
                !found.2.contains("/mark-")
            else { return nil }
            return LoggedRequest(
                method: String(found.1),
                target: String(found.2),
                status: status
            )
        }
    }
}
