package import Crypto

/// What a stored object turned out to be, every byte of it read.
package struct DecodedObject: Equatable, Sendable {
    /// How the object holds the file.
    package let form: StoredForm
    /// Bytes in the store.
    package let storedLength: UInt64
    /// Bytes of the file.
    package let plainLength: UInt64
    /// Of the plain bytes that were read.
    package let digest: SHA256Digest
    /// What the object says of itself.
    package let frame: DigestFrame?
}
