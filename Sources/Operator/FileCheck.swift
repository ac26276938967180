internal import Archive
internal import Codec
internal import FrontEnd
internal import Records
internal import WAL

/// One thread's way to verify files.
struct FileCheck {
    /// What was found out about a file.
    struct Outcome: Sendable {
        var result: Verification.Result?
        var header: SegmentHeader?
        var records: SegmentRecords?
        var storedBytes: UInt64 = 0
        var plainBytes: UInt64 = 0
        /// Why it could not be asked.
        var failure: String?
    }

    let store: any Store
    let system: SystemIdentifier?
    let checksWAL: Bool
    let isDeep: Bool

    /// Verifies a file as deep as is wanted.
    func outcome(of name: ArchivedFileName) -> Outcome {
        guard !isDeep, name.kept == nil, case .segment(let segment) = name.file else {
            return read(name)
        }
        do throws(StoreError) {
            let preview = SegmentPreview(store: store, system: system)
            switch try preview.header(of: segment) {
            case .success(let header): return Outcome(header: header)
            case .failure(let defect): return Outcome(result: .defect(defect))
            case nil: return Outcome(result: .absent)
            }
        } catch {
            return Outcome(failure: error.description)
        }
    }

    private func read(_ name: ArchivedFileName) -> Outcome {
        let result = Verifier(store: store, checksWAL: checksWAL, system: system).verify(name)
            .result
        var outcome = Outcome(result: result)
        if case .sound(let file) = result {
            outcome.header = file.facts.header
            outcome.records = file.facts.records
            outcome.storedBytes = file.decoded.storedLength
            outcome.plainBytes = file.decoded.plainLength
        }
        return outcome
    }
}
