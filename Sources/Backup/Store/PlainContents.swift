internal import Archive
internal import Codec

extension ObjectStore {
    /// The plain bytes of a small file of an archive; nil where there is none.
    func plainContents(
        of name: ObjectName,
        limit: Int
    ) throws(BackupError) -> [UInt8]? {
        var plain: [UInt8] = []
        let decoder = ObjectDecoder(plainLimit: UInt64(limit)) { bytes in
            unsafe bytes.withUnsafeBytes { unsafe plain.append(contentsOf: $0) }
            return true
        }
        let isThere = try BackupError.store { () throws(StoreError) in
            try read(name) { decoder.consume($0) }
        }
        guard isThere else { return nil }
        do throws(CodecError) {
            _ = try decoder.finish()
        } catch {
            throw .damaged("\(url)/\(name)", reason: error.description)
        }
        return plain
    }
}
