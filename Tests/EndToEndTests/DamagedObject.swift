import TestSupport

/// An object that is not what it was, and can be that again.
struct DamagedObject: Sendable {
    /// What happened to it.
    enum Damage: String, Sendable, CaseIterable {
        case flippedBit
        case missing
    }

    /// Its name.
    let name: String

    /// Where it lies.
    private let path: String

    /// What it was.
    private let original: [UInt8]

    /// Damages an object.
    init(
        _ name: String,
        in archive: ArchiveDirectory,
        _ damage: Damage
    ) throws {
        (self.name, path) = (name, archive.object(name))
        original = try Disk.read(path)
        switch damage {
        case .flippedBit:
            var bytes = original
            bytes[bytes.count / 2] ^= 0x10
            try Disk.write(bytes, to: path)
        case .missing: try Disk.remove(path)
        }
    }

    /// Brings the object back.
    func repair() throws { try Disk.write(original, to: path) }
}
