import Config
import TestSupport
import Testing

/// Damaged files of settings end in an error or in settings, never in a trap.
@Suite struct SettingsFileFuzzTests {
    /// Of several ways to encrypt there can be one.
    private static let sound =
        otherValues
        .filter { ![.s3CustomerKeyFile, .s3KMSKeyID].contains($0.key) }
        .map { "\($0.key) = '\($0.value)' # why\n" }.joined()

    /// Makes settings of bytes, whose error must say something.
    private func read(_ bytes: [UInt8]) {
        do throws(ConfigError) {
            _ = try settings(String(decoding: bytes, as: UTF8.self))
        } catch {
            #expect(error.description.hasPrefix("could not "))
        }
    }

    @Test func `is sound before it is damaged`() throws {
        #expect(try settings(Self.sound).archive == .s3(bucket: "other", prefix: "place"))
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `changed bytes never trap`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let interesting = Array("'#= \n\t\\/:0_-\0\u{301}".utf8)
        for _ in 0..<40 {
            var bytes = Array(Self.sound.utf8)
            for _ in 0...Int.random(in: 0...8, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = interesting.randomElement(using: &random) ?? 0
                case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 2: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: place)
                default: bytes.remove(at: place)
                }
            }
            read(bytes)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any bytes never trap`(seed: UInt64) {
        var random = SplitMix64(state: seed)
        for _ in 0..<50 {
            let count = Int.random(in: 0...200, using: &random)
            read((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    @Test(arguments: otherValues.indices)
    func `a NUL in a value is a bad value`(index: Int) {
        let (key, value, _) = otherValues[index]
        for bad in ["\0\(value)", "\(value)\0", "\(value)\0/more"] {
            #expect("\(key) = \(bad.debugDescription)") {
                try settings("archive = 'file:///a'\n\(key) = '\(bad)'\n")
            } throws: { error in
                guard case .badValue = error as? ConfigError else { return false }
                return true
            }
        }
    }
}
