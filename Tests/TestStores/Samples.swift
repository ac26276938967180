import Archive
import Codec
import Crypto
import TestSupport
import WAL

// Names and numbers that a test writes down are well formed; one that is not is its mistake.

extension WALFileName {
    /// A name that a test knows to be one.
    package static func named(_ text: String) -> Self {
        guard let name = Self(text) else { preconditionFailure("\(text) is no name") }
        return name
    }
}

extension SegmentName {
    /// A segment that a test knows to be one.
    package static func named(_ text: String) -> Self {
        guard let name = Self(text) else { preconditionFailure("\(text) is no segment") }
        return name
    }
}

extension SystemIdentifier {
    /// The cluster that `WALFixture` makes segments of.
    package static let sample = Self.numbered(WALFixture().systemIdentifier)
    /// Some other cluster.
    package static let other = Self.numbered(6_912_345_678_901_234_567)

    private static func numbered(_ number: UInt64) -> Self {
        guard let system = Self(number) else { preconditionFailure("0 is no identifier") }
        return system
    }
}

extension WALFixture {
    /// The name that its segment has.
    package var segment: SegmentName { .named(name) }
    /// The same as the name of a file.
    package var file: WALFileName { .segment(segment) }

    /// A segment of another cluster than `WALFixture` makes by itself.
    package static func ofOtherCluster(number: UInt64 = 1) -> Self {
        var fixture = Self()
        fixture.systemIdentifier = SystemIdentifier.other.rawValue
        fixture.number = number
        return fixture
    }

    /// A segment of a number and timeline.
    package static func numbered(_ number: UInt64, timeline: UInt32 = 1) -> Self {
        var fixture = Self()
        fixture.number = number
        fixture.timeline = timeline
        return fixture
    }
}

extension TimelineHistory {
    /// The text of a history file with one line for each parent.
    package static func text(_ parents: (timeline: Int, switchPoint: String)...) -> [UInt8] {
        Array(
            parents.map { "\($0.timeline)\t\($0.switchPoint)\tno recovery target specified\n" }
                .joined().utf8
        )
    }
}

/// Files in the forms that an archive holds them in.
package enum Archived {
    /// A file's stored form and what it is.
    package static func encode(
        _ plain: [UInt8],
        level: Int? = 1,
        system: SystemIdentifier? = .sample
    ) throws -> (bytes: [UInt8], identity: FileIdentity) {
        let identity = try identity(plain)
        guard let level else { return (plain, identity) }
        var bytes: [UInt8] = []
        var compressor = try ZstdCompressor(level: level, size: identity.size)
        try compressor.compress(plain.span.bytes, isLast: true, appendingTo: &bytes)
        bytes +=
            DigestFrame(
                digest: identity.digest,
                size: identity.size,
                system: system
            ).bytes
        return (bytes, identity)
    }

    /// A file as wal-push stores it by default.
    package static func zstd(_ plain: [UInt8]) throws -> [UInt8] { try encode(plain).bytes }

    /// What makes a file itself.
    package static func identity(_ plain: [UInt8]) throws -> FileIdentity {
        FileIdentity(
            digest: try SHA256.digest(of: plain.span.bytes),
            size: UInt64(plain.count)
        )
    }

    /// A cluster's marker, the same at every call.
    package static func marker(_ system: SystemIdentifier = .sample) -> ClusterMarker {
        var random = SplitMix64(state: 1)
        return ClusterMarker(system: system, random: &random)
    }
}
