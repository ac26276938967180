internal import Crypto
internal import SystemPackage

extension PartDescription.Continuation {
    /// Describes a file that goes on.
    init(_ path: FilePath, offset: UInt64, size: UInt64) {
        self.init(path: path.string, offset: offset, size: size)
        guard String(validating: path) == nil else { return }
        encodedPath = path.withPlatformBytes { LowerHexadecimal.text($0) }
    }

    /// The name's bytes; nil where they cannot be told.
    var pathBytes: [UInt8]? {
        guard let encodedPath else { return Array(path.utf8) }
        return LowerHexadecimal.bytes(encodedPath)
    }
}

extension FilePath {
    /// Hands on the bytes that the system has.
    fileprivate func withPlatformBytes<Value>(_ use: ([UInt8]) -> Value) -> Value {
        unsafe withPlatformString { start in
            let count = length
            return use((0..<count).map { UInt8(bitPattern: unsafe start[$0]) })
        }
    }
}
