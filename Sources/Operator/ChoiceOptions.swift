internal import Archive
internal import ArgumentParser
internal import FrontEnd
internal import WAL

/// Which files are verified.
struct ChoiceOptions: ParsableArguments {
    @Flag(help: "Every file, of every timeline.")
    var all = false
    @Option(help: "This timeline and those that it descends from; a decimal number.")
    var timeline: UInt32?
    @Option(help: "Nothing before this segment's position.")
    var from: String?
    @Option(help: "Nothing behind this segment's position.")
    var to: String?
    @Option(help: "So many of these segments, drawn by lot.")
    var sample: Int?

    func validate() throws {
        guard !all || timeline == nil else {
            throw ValidationError("--all and --timeline exclude each other")
        }
        guard sample.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--sample is a number above 0")
        }
    }

    /// What the words mean.
    func choice() throws(CommandError) -> VerificationChoice {
        let lineage: VerificationChoice.Lineages
        if all {
            lineage = .all
        } else if let timeline {
            guard let timeline = TimelineID(timeline) else {
                throw CommandError(.usage, "no timeline has the number 0")
            }
            lineage = .upTo(timeline)
        } else {
            lineage = .latest
        }
        return VerificationChoice(
            lineages: lineage,
            from: try Self.segment(from, of: "from"),
            to: try Self.segment(to, of: "to"),
            sample: sample
        )
    }

    private static func segment(
        _ text: String?,
        of flag: String
    ) throws(CommandError) -> SegmentName? {
        guard let text else { return nil }
        guard let segment = SegmentName(text) else {
            throw CommandError(.usage, "--\(flag) \"\(text)\" is not the name of a WAL segment")
        }
        return segment
    }
}
