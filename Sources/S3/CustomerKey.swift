internal import Crypto
internal import Files
internal import HTTP
package import SystemPackage

/// A key with which the server encrypts and decrypts, and which it does not keep (SSE-C).
package struct CustomerKey: Equatable, Sendable, CustomStringConvertible {
    private static let length = 32
    /// 32 bytes in Base64.
    private static let textLength = 44

    private let bytes: [UInt8]
    private let checksum: [UInt8]

    private init(_ bytes: [UInt8]) throws(CryptoError) {
        self.bytes = bytes
        checksum = try MD5.digest(of: bytes)
    }

    /// Reads a file with the 32 bytes, or with their Base64 on one line.
    package static func read(_ path: FilePath) throws(S3AccessError) -> Self {
        let contents: [UInt8]?
        do throws(FileError) {
            contents = try WholeFile.read(path, limit: textLength + 2)
        } catch {
            throw .customerKey(error.description)
        }
        guard let contents else { throw .customerKey("file \"\(path)\" does not exist") }
        let text = String(decoding: contents, as: UTF8.self)
        guard
            let key = contents.count == length
                ? contents : Base64.bytes(String(text.prefix(textLength))),
            key.count == length
        else { throw .customerKey("file \"\(path)\" has neither 32 bytes nor their Base64") }
        do throws(CryptoError) {
            return try Self(key)
        } catch {
            throw .customerKey(error.description)
        }
    }

    var headers: [HTTPHeader] {
        let prefix = "x-amz-server-side-encryption-customer-"
        return [
            HTTPHeader(prefix + "algorithm", "AES256"),
            HTTPHeader(prefix + "key", Base64.text(bytes)),
            HTTPHeader(prefix + "key-md5", Base64.text(checksum)),
        ]
    }

    package var description: String { "<redacted>" }
}

extension CustomerKey: CustomDebugStringConvertible, CustomReflectable {
    package var debugDescription: String { description }

    /// Nothing is to be seen by reflection.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
