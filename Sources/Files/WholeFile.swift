package import SystemPackage

extension ReadableFile {
    /// Reads a small file whole.
    ///
    /// - Parameter limit: more bytes than this are not read.
    package func contents(limit: Int) throws(FileError) -> [UInt8] {
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 16))
        while contents.count < limit {
            let count = try read(at: UInt64(contents.count), into: &buffer)
            if count == 0 { break }
            contents += buffer.prefix(min(count, limit - contents.count))
        }
        return contents
    }
}

/// Small files that the system or an operator keeps for us to read.
package enum WholeFile {
    /// Reads a file's first bytes; nil when it does not exist.
    package static func read(
        _ path: FilePath,
        limit: Int
    ) throws(FileError) -> [UInt8]? {
        do throws(ReadableFile.Refusal) {
            let file = try ReadableFile(opening: path)
            return try contents(of: file, limit: limit)
        } catch {
            switch error {
            case .absent: return nil
            case .notRegular: throw FileError(.open, path, .invalidArgument)
            case .failed(let failure): throw failure
            }
        }
    }

    static func contents(
        of file: ReadableFile,
        limit: Int
    ) throws(ReadableFile.Refusal) -> [UInt8] {
        do throws(FileError) {
            return try file.contents(limit: limit)
        } catch {
            throw .failed(error)
        }
    }
}
