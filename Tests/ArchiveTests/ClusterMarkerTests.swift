import Archive
import TestStores
import TestSupport
import Testing
import WAL

/// The small object that says whose archive this is.
@Suite struct ClusterMarkerTests {
    private static let id = "0123456789abcdef0123456789abcdef"
    private static let text =
        "wal-archive 1\nsystem 7312345678901234567\narchive \(id)\n"

    @Test func `has three lines`() throws {
        let marker = try #require(ClusterMarker(Array(Self.text.utf8)))
        #expect(marker.system == .sample)
        #expect(marker.archiveID == Self.id)
        #expect(String(decoding: marker.bytes, as: UTF8.self) == Self.text)
    }

    @Test func `ignores further lines`() throws {
        let longer = Self.text + "something 2\nnot ended"
        #expect(ClusterMarker(Array(longer.utf8)) == ClusterMarker(Array(Self.text.utf8)))
    }

    @Test(arguments: [
        "",
        "\n\n\n",
        "wal-archive 2\nsystem 7312345678901234567\narchive \(id)\n",
        "wal-archive 1\nsystem 0\narchive \(id)\n",
        "wal-archive 1\nsystem -1\narchive \(id)\n",
        "wal-archive 1\nsystem 99999999999999999999\narchive \(id)\n",
        "wal-archive 1\nsystem \narchive \(id)\n",
        "wal-archive 1\nsystem 73 12\narchive \(id)\n",
        "wal-archive 1\narchive \(id)\nsystem 7312345678901234567\n",
        "wal-archive 1\nsystem 7312345678901234567\narchive \(id.dropLast())\n",
        "wal-archive 1\nsystem 7312345678901234567\narchive \(id)0\n",
        "wal-archive 1\nsystem 7312345678901234567\narchive \(id.uppercased())\n",
        "wal-archive 1\r\nsystem 7312345678901234567\r\narchive \(id)\r\n",
    ])
    func `is damaged in any other form`(text: String) {
        #expect(ClusterMarker(Array(text.utf8)) == nil)
    }

    @Test func `is damaged wherever it was cut off`() {
        let bytes = Array(Self.text.utf8)
        for length in bytes.indices {
            #expect(ClusterMarker(Array(bytes[..<length])) == nil, "\(length) bytes")
        }
    }

    @Test func `gives every archive its own name, of 32 digits`() throws {
        for seed in UInt64(0)..<50 {
            var random = SplitMix64(state: seed)
            let marker = ClusterMarker(system: .sample, random: &random)
            #expect(ClusterMarker(marker.bytes) == marker)
            #expect(ClusterMarker(system: .sample, random: &random).archiveID != marker.archiveID)
        }
        var zeros = Zeros()
        let marker = ClusterMarker(system: .sample, random: &zeros)
        #expect(marker.archiveID == String(repeating: "0", count: 32))
    }

    @Test func `is read however much stands behind it`() throws {
        let store = MemoryStore()
        store[.marker] = Array(Self.text.utf8) + [UInt8](repeating: 35, count: 300_000)
        #expect(try store.marker()?.archiveID == Self.id)
    }

    /// A generator that only knows one number.
    private struct Zeros: RandomNumberGenerator {
        mutating func next() -> UInt64 { 0 }
    }
}
