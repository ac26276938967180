import TestSupport
import Testing

/// Expects every small change of a name's text to be no name, or another one that prints itself.
func expectChangesAreOthers<Name: Equatable & CustomStringConvertible>(
    of text: String,
    read: (String) -> Name?
) throws {
    let name = try #require(read(text))
    for change in TextChanges.all(of: text) {
        guard let other = read(change) else { continue }
        #expect(other != name, "\(change)")
        #expect(other.description == change)
    }
}

/// Expects what is read from random texts and random bytes to print as it was.
func expectPrintsWhatItReads(
    seed: UInt64,
    words: Int,
    read: (String) -> (some CustomStringConvertible)?
) {
    var random = SplitMix64(state: seed)
    for _ in 0..<300 {
        let texts = [random.text(upTo: words), String(decoding: random.bytes(24), as: UTF8.self)]
        for text in texts {
            if let name = read(text) { #expect(name.description == text) }
        }
    }
}
