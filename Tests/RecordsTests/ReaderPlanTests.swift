import Foundation
import TestSupport
import Testing

/// The short form of `scripts/campaign fuzz`: what libFuzzer found worth keeping, variations of it,
/// and plans drawn by a seed.
@Suite struct ReaderPlanTests {
    private static let parts = 8
    private static let variations = 4

    private func expectRun(_ bytes: [UInt8], _ comment: Comment) {
        var plan = ReaderPlan(bytes)
        #expect(plan.run() == nil, comment)
    }

    @Test(arguments: 0..<parts)
    func `reads whatever it is given to its end, and the same each time`(part: Int) {
        for seed in 0..<25 {
            var random = SplitMix64(state: UInt64(part * 1_000 + seed))
            let count = Int.random(in: 0...400, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            expectRun(bytes, "seed \(part * 1_000 + seed)")
        }
    }

    @Test(arguments: 0..<parts)
    func `reads the corpus and what resembles it`(part: Int) throws {
        let corpus = try Self.corpus()
        #expect(corpus.count > Self.parts)
        for index in stride(from: part, to: corpus.count, by: Self.parts) {
            expectRun(corpus[index], "line \(index + 1)")
            var random = SplitMix64(state: UInt64(index))
            for variation in 1...Self.variations {
                var bytes = corpus[index]
                Self.vary(&bytes, by: &random)
                expectRun(bytes, "line \(index + 1), variation \(variation)")
            }
        }
    }

    /// A plan a line, in hexadecimal digits.
    private static func corpus() throws -> [[UInt8]] {
        let text = try Disk.text(Checkout.url("scripts/campaign.d/fuzz/corpus.txt").path)
        return try text.split(separator: "\n").map { line in
            let digits = Array(line)
            return try stride(from: 0, to: digits.count, by: 2).map { offset in
                guard let byte = UInt8(String(digits[offset..<offset + 2]), radix: 16) else {
                    throw HarnessError("no hexadecimal digits: \(line)")
                }
                return byte
            }
        }
    }

    /// Writes over a byte, takes one out, or puts one in, a few times.
    private static func vary(_ bytes: inout [UInt8], by random: inout SplitMix64) {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let byte = UInt8.random(in: 0...255, using: &random)
            switch random.next() % 3 {
            case 0 where place < bytes.count: bytes[place] = byte
            case 1 where place < bytes.count: bytes.remove(at: place)
            default: bytes.insert(byte, at: place)
            }
        }
    }
}
