package import Archive
package import Cluster
internal import Files
internal import SystemPackage

/// A verified segment in the spool, on its way to PostgreSQL.
package struct PrefetchedFile {
    /// Copied at a time, where it cannot be moved.
    private static let pieceLength = 1 << 20

    let name: String
    let file: ReadableFile
    let directory: Directory

    /// Bytes.
    package var length: UInt64 { file.length }

    /// Moves it to where PostgreSQL wants it, or copies it where that is on another file system.
    ///
    /// - Parameters:
    ///   - target: the place, which replaces nothing and checks last whether anybody waits.
    /// - Returns: false where somebody took it meanwhile.
    package func deliver(to target: FileDelivery) throws(StoreError) -> Bool {
        guard try !target.isTaken() else { throw .targetTaken }
        if try !target.receive(name, from: directory) { try copy(to: target) }
        try? directory.remove(name)
        try? directory.remove(name + PrefetchedFiles.recordSuffix)
        return true
    }

    private func copy(to target: FileDelivery) throws(StoreError) {
        target.begin()
        var buffer = [UInt8](repeating: 0, count: Self.pieceLength)
        var offset: UInt64 = 0
        while offset < length {
            let count: Int
            do throws(FileError) {
                count = try file.read(at: offset, into: &buffer)
            } catch {
                throw StoreError(.transient, error.description)
            }
            guard count > 0 else {
                throw StoreError(.transient, "\"\(file.path)\" became shorter while it was read")
            }
            offset += UInt64(count)
            try target.write(unsafe buffer.span.extracting(first: count).bytes)
        }
        try target.deliver()
    }
}
