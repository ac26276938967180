internal import Archive
internal import FrontEnd
internal import Records
internal import WAL

/// What one run of `verify` is about: the archive as it was listed, and the files chosen.
struct VerifyScope: Sendable {
    let system: SystemIdentifier?
    let inventory: Inventory
    let lineage: Lineage
    let continuity: Continuity
    /// In their order: segments, then, with `--all`, everything else.
    let files: ChosenFiles
    /// What an interrupted run had found.
    let remembered: ProgressFile.Contents
    /// Where that run goes on: at the last file that it did, for the sake of the next one.
    let firstIndex: Int

    /// Lists the archive and chooses.
    init(
        _ session: ArchiveSession,
        _ choice: VerificationChoice,
        isDeep: Bool,
        stateFile: ProgressFile?
    ) throws(CommandError) {
        let words = "\(isDeep ? "deep" : "shallow") \(choice.words)"
        let earlier = try stateFile?.read(archive: session.url, choice: words)
        let seed = earlier?.seed ?? UInt64.random(in: .min ... .max)
        remembered =
            earlier ?? ProgressFile.Contents(archive: session.url, choice: words, seed: seed)
        let store = try session.openStore()
        do throws(StoreError) {
            system = try store.marker()?.system ?? session.system
            inventory = try Inventory(of: store)
            lineage = try Lineage(of: inventory, in: store, system: system)
            let size = try store.segmentSize(of: inventory)
            continuity = Continuity(of: inventory, lineage: lineage, size: size)
        } catch {
            throw CommandError("verify \"\(session.url)\"", error)
        }
        guard inventory.count > 0 else {
            throw CommandError(
                .cannotTell,
                "could not verify \"\(session.url)\": it holds no WAL"
                    + " HINT: Check the setting archive, and that the archive is mounted."
            )
        }
        let files = choice.files(of: inventory, lineage, size: continuity.size, seed: seed)
        self.files = files
        firstIndex = remembered.done.flatMap { files.index(of: $0) } ?? 0
    }

    /// Whether an interrupted run has told of a file already.
    func isKnown(_ index: Int) -> Bool {
        remembered.done != nil && index == firstIndex
    }
}

extension VerificationChoice {
    /// The files chosen, in their order.
    func files(
        of inventory: Inventory,
        _ lineage: Lineage,
        size: SegmentSize?,
        seed: UInt64
    ) -> ChosenFiles {
        var random = SeededRandom(seed: seed)
        let isWhole = lineages == .all && sample == nil
        return ChosenFiles(
            segments: segments(of: inventory, lineage: lineage, size: size, random: &random),
            others: isWhole ? inventory.others.map(\.name) : []
        )
    }

    /// The choice in words, to tell one from another.
    var words: String {
        let lineages =
            switch lineages {
            case .all: "all"
            case .latest: "latest"
            case .upTo(let timeline): "timeline \(timeline)"
            }
        let sample = sample.map { "sample \($0)" } ?? "every"
        return "\(lineages) from \(from?.description ?? "-") to \(to?.description ?? "-") \(sample)"
    }
}

/// Numbers drawn by lot that an interrupted run draws again (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
