internal import Checks
internal import Cluster
internal import FrontEnd
internal import Monitoring
internal import Replication

/// What came of asking a server.
enum ServerAnswer {
    case notAsked
    case failed(String)
    case answered(ServerFacts)

    /// Asks the server of a connection string; nil asks nobody.
    static func asking(_ conninfo: String?) -> Self {
        guard let conninfo else { return .notAsked }
        do throws(ReplicationError) {
            return .answered(try ServerFacts(try ServerConnection(conninfo)))
        } catch {
            return .failed(error.description)
        }
    }

    /// What the server said.
    var facts: ServerFacts? {
        if case .answered(let facts) = self { facts } else { nil }
    }

    /// For `status`: what the server counts.
    var statistics: ArchivingStatus.Part<ArchiverStatistics> {
        switch self {
        case .notAsked: .notAsked
        case .failed(let reason): .failed(reason)
        case .answered(let facts): .known(facts.statistics)
        }
    }

    /// For `status`: what waits, by the server's word or else in the data directory.
    func waiting(_ place: Place) -> ArchivingStatus.Part<WaitingFiles> {
        if let waiting = facts?.waiting, waiting.value != nil || place.dataDirectory == nil {
            return waiting
        }
        guard let directory = place.dataDirectory else { return .notAsked }
        do throws(ClusterError) {
            let files = try directory.waitingFiles()
            return .known(WaitingFiles(count: files.count, oldestTime: files.oldestTime))
        } catch {
            return .failed(error.description)
        }
    }

    /// For `check`: the server's settings, and whether it is the data directory's.
    func checks(archive: String, place: Place) -> [Check] {
        switch self {
        case .notAsked:
            return [.skipped("server", "since no connection was given (--dbname)")]
        case .failed(let reason):
            return [
                .failed(
                    "server",
                    .refused,
                    reason,
                    advice: "Check --dbname; it takes what psql takes."
                )
            ]
        case .answered(let facts):
            return [same(facts, place)].compactMap { $0 }
                + ServerCheck(facts.settings, archive: archive).run()
        }
    }

    private func same(_ facts: ServerFacts, _ place: Place) -> Check? {
        guard let own = facts.system, let other = place.system, own != other else { return nil }
        return .failed(
            "server",
            .setting,
            "its system identifier is \(own), the data directory's \(other)",
            advice: "Name the server's own data directory with --pgdata."
        )
    }
}
