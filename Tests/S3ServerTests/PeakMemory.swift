import Foundation
import TestSupport

/// What commands take of memory that is theirs alone.
enum PeakMemory {
    private static let limit = Duration.seconds(60)

    /// The most anonymous bytes that a process with this working directory was seen to have, until
    /// something holds or nobody is there any more.
    static func ofCommands(in directory: String, until holds: () -> Bool) async throws -> Int {
        let clock = ContinuousClock()
        let end = clock.now + limit
        var (peak, wasThere) = (0, false)
        while clock.now < end, !holds() {
            let processes = try processes(in: directory)
            if processes.isEmpty, wasThere { break }
            wasThere = wasThere || !processes.isEmpty
            peak = max(peak, processes.map(anonymousBytes).reduce(0, +))
            try await clock.sleep(for: .milliseconds(5))
        }
        return peak
    }

    private static func processes(in directory: String) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
            .filter {
                let link = "/proc/\($0)/cwd"
                return (try? FileManager.default.destinationOfSymbolicLink(atPath: link))
                    == directory
            }
    }

    /// proc(5): `RssAnon:      1234 kB`.
    private static func anonymousBytes(_ process: pid_t) -> Int {
        guard let text = try? Disk.text("/proc/\(process)/status"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
            let kibibytes = line.split(separator: " ").dropLast().last.flatMap({ Int($0) })
        else { return 0 }
        return kibibytes << 10
    }
}
