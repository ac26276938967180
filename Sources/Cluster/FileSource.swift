package import Archive
package import Files
package import SystemPackage

/// The file that PostgreSQL wants archived.
package final class FileSource: PushSource {
    private let file: ReadableFile
    /// As it was when it was opened.
    package let status: FileStatus

    /// Bytes, when it was opened.
    package var length: UInt64 { status.length }

    /// Its device and inode.
    package var location: FileLocation? {
        FileLocation(device: status.device, inode: status.inode)
    }

    /// Opens the file, once for all that is done with it.
    package init(opening path: FilePath) throws(SourceError) {
        do throws(ReadableFile.Refusal) {
            file = try ReadableFile(opening: path)
        } catch {
            switch error {
            case .absent: throw SourceError("the local file \"\(path)\" does not exist")
            case .notRegular: throw SourceError("\"\(path)\" is no regular file")
            case .failed(let failure): throw SourceError(failure.description)
            }
        }
        status = try Self.status(of: file)
    }

    /// Reads at a position; 0 at the end.
    package func read(
        at offset: UInt64,
        into buffer: inout [UInt8]
    ) throws(SourceError) -> Int {
        do throws(FileError) {
            return try file.read(at: offset, into: &buffer)
        } catch {
            throw SourceError(error.description)
        }
    }

    /// Whether its length and its time of change are as they were.
    package func isUnchanged() throws(SourceError) -> Bool {
        let now = try Self.status(of: file)
        return now.length == status.length && now.modified == status.modified
            && now.modifiedNanoseconds == status.modifiedNanoseconds
    }

    /// The file as it is now.
    package func presentStatus() throws(SourceError) -> FileStatus {
        try Self.status(of: file)
    }

    private static func status(of file: ReadableFile) throws(SourceError) -> FileStatus {
        do throws(FileError) {
            return try file.status()
        } catch {
            throw SourceError(error.description)
        }
    }
}
