package import Archive
internal import Threads
package import WAL

/// Proves that an archive does what pushes and recoveries count on, with one small object under
/// one fixed key, so that a locked bucket is not littered.
package struct ArchiveCheck: Sendable {
    /// Opens the archive for one thread.
    package typealias Opening = @Sendable () throws(StoreError) -> any Store

    private let opening: Opening
    private let system: SystemIdentifier?
    private let testsThenPuts: Bool
    private let heldWAL: @Sendable (_ archive: String) -> Bool

    /// Makes the check of an archive.
    ///
    /// - Parameters:
    ///   - system: the server's cluster; nil where nobody told it.
    ///   - testsThenPuts: whether `create_once` gives up that objects are created exclusively.
    ///   - heldWAL: whether it is remembered that an archive, by `Store.canonicalURL`, held this
    ///     cluster's WAL.
    ///   - opening: opens the archive for one thread.
    package init(
        system: SystemIdentifier?,
        testsThenPuts: Bool,
        heldWAL: @escaping @Sendable (_ archive: String) -> Bool = { _ in false },
        opening: @escaping Opening
    ) {
        self.system = system
        self.testsThenPuts = testsThenPuts
        self.heldWAL = heldWAL
        self.opening = opening
    }

    /// Looks at everything, in the order in which one thing needs another.
    package func run() -> [Check] {
        let store: any Store
        do throws(StoreError) {
            store = try opening()
            _ = try store.read(.marker) { _ in false }
        } catch {
            // What cannot be reached answers nothing else; what refuses one thing may allow others.
            let failure = Check.failed("archive", .refused, error.reason, advice: error.hint)
            return [failure]
                + Self.names.map { .skipped($0, "since the archive does not answer") }
        }
        if let emptied = emptied(store) { return emptied }
        let proof = CreateOnceCheck(open: opening, testsThenPuts: testsThenPuts)
        return [.passed("archive", "\"\(store.url)\" answers"), list(store), missing(store)]
            + proof.run() + [clock(store), cluster(store)].compactMap { $0 }
    }

    /// An unmounted disk is an empty directory: nothing is written there, as no push would.
    private func emptied(_ store: any Store) -> [Check]? {
        guard heldWAL(store.canonicalURL), (try? Ownership(of: system).find(in: store)) == .empty
        else { return nil }
        let failure = Check.failed(
            "archive",
            .unsafe,
            "\"\(store.url)\" is empty, but held this cluster's WAL before",
            advice: "Mount it, or compare the setting archive; if it was emptied on purpose, remove"
                + " this data directory's records in the spool."
        )
        return [failure] + Self.names.map { .skipped($0, "since the archive is not as it was") }
    }

    private static let names = [
        "list", "missing object", "write", "read back", "create once", "cluster",
    ]

    private func list(_ store: any Store) -> Check {
        do throws(StoreError) {
            var holdsWAL = false
            try store.list(prefix: "", after: nil) { _ in
                holdsWAL = true
                return false
            }
            return .passed("list", holdsWAL ? "it holds WAL" : "it holds no WAL yet")
        } catch {
            return .failed("list", .refused, error.reason, advice: error.hint)
        }
    }

    /// A recovery ends only where "absent" is an answer.
    private func missing(_ store: any Store) -> Check {
        let name = "missing object"
        do throws(StoreError) {
            guard try store.read(.neverThere, receive: { _ in false }) == nil else {
                return .failed(
                    name,
                    .unsafe,
                    "\"\(store.url)/\(ObjectKey.neverThere)\" is there, though nobody writes it",
                    advice: "Remove it; if it comes back, this server answers for objects that it"
                        + " does not have, and a recovery could not find its end."
                )
            }
            return .passed(name, "the archive says that it is absent")
        } catch {
            return .failed(
                name,
                .refused,
                "the archive does not say that it is absent: \(error.reason)",
                advice: error.hint
            )
        }
    }

    /// Signatures count for a quarter of an hour; nil where no server tells the time.
    private func clock(_ store: any Store) -> Check? {
        guard let lead = (store as? any ServerClock)?.serverLead else { return nil }
        let apart =
            "this machine's clock is \(lead.magnitude) s"
            + " \(lead > 0 ? "behind" : "ahead of") the archive's server"
        switch lead.magnitude {
        case ...Self.clockTolerance: return .passed("clock", apart)
        case ...Self.signatureLife:
            return .warning("clock", apart, advice: "Correct it: let it follow a time server.")
        default:
            return .failed("clock", .setting, apart, advice: "Correct it: signatures are refused.")
        }
    }

    /// In seconds: no clock that follows a time server is so wrong.
    private static let clockTolerance: UInt64 = 60
    /// In seconds: a server takes no signature that is older, or of so far ahead.
    private static let signatureLife: UInt64 = 15 * 60

    private func cluster(_ store: any Store) -> Check {
        let name = "cluster"
        do throws(StoreError) {
            switch try Ownership(of: system).find(in: store) {
            case .ours(let marker):
                return whose(marker)
            case .empty:
                return .passed(name, "the archive is nobody's yet; the first push makes it its own")
            case .unknown:
                return .failed(
                    name,
                    .unsafe,
                    "the archive holds WAL that does not say whose it is",
                    advice: "Use an empty directory or prefix."
                )
            case .others(let found):
                let server = system.map { ", this server's \($0)" } ?? ""
                return .failed(
                    name,
                    .unsafe,
                    "it is the archive of another cluster: its system identifier is \(found)"
                        + server,
                    advice: "Give each cluster an archive of its own, also after initdb and"
                        + " pg_upgrade."
                )
            }
        } catch {
            return .failed(name, .refused, error.reason, advice: error.hint)
        }
    }

    private func whose(_ marker: ClusterMarker?) -> Check {
        let name = "cluster"
        let proof = marker == nil ? "its segments name" : "its marker names"
        guard let system else {
            let found = marker.map { "its marker names system identifier \($0.system)" }
            return .skipped(
                name,
                (found ?? "the archive holds WAL") + "; no server was given to compare it with"
            )
        }
        return .passed(name, "\(proof) this server's system identifier \(system)")
    }
}
