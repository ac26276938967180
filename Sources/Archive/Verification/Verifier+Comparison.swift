internal import Codec
internal import Records
package import WAL

/// A local file against its archived copy.
extension Verifier {
    /// Compares a local file with its archived copy, both checked.
    package func compare(
        _ name: WALFileName,
        source: any PushSource
    ) -> Verification {
        let search = TimelineEndSearch(
            store: store,
            localHistories: localHistories,
            system: system
        )
        return Verification(
            name: name.description,
            result: result(of: name, comparedWith: source, search)
        )
    }

    private func result(
        of name: WALFileName,
        comparedWith source: any PushSource,
        _ search: TimelineEndSearch
    ) -> Verification.Result {
        do throws(PushError) {
            let check = LocalCheck(checksWAL: checksWAL, system: system)
            if let damage = try damage(in: check.checkWhole(name, source: source), of: name) {
                return .defect(.local(damage.description))
            }
            let identity = try Encoding.identity(of: source)
            let archived = result(of: ArchivedFileName(name))
            guard case .sound(let file) = archived else { return archived }
            guard file.identity != identity else { return archived }
            let comparison = try Comparison(store: store, source: source, checksWAL: checksWAL)
                .run(name, key: ObjectKey(name), identity: identity)
            guard let conflict = comparison.conflict else { return archived }
            if let end = try search.end(of: name, conflict: conflict) {
                return .soundUpTo(end, file)
            }
            return .differs(conflict)
        } catch {
            return Self.result(of: error)
        }
    }

    /// What is wrong with the local file's records, in the light of the archive's history files.
    private func damage(
        in facts: WALContent.Facts,
        of name: WALFileName
    ) throws(PushError) -> RecordDefect? {
        do throws(StoreError) {
            return try store.damage(
                in: facts,
                of: ArchivedFileName(name),
                system: system,
                known: localHistories
            )
        } catch {
            throw .store(error)
        }
    }

    private static func result(of error: PushError) -> Verification.Result {
        switch error {
        case .conflict(let conflict): .differs(conflict)
        case .unknownTimelineEnd: .cannotTell(error.description)
        case .localDefect(let defect): .defect(.local(defect.description))
        case .storedDefect(let defect, _): .defect(defect)
        case .failed(let reason): .failed(reason)
        case .store, .source, .otherCluster, .unknownCluster, .noCluster:
            .cannotTell(error.description)
        }
    }
}
