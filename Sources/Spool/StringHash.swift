/// A name for a text, the same in every process; not against attackers.
enum StringHash {
    /// FNV-1a of 64 bits.
    static func fnv1a(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
