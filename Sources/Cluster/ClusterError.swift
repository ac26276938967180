package import Files
package import SystemPackage

/// Why a data directory's own files could not be read.
package enum ClusterError: Error, Equatable, Sendable, CustomStringConvertible {
    case file(FileError)
    case noControlFile(FilePath)
    case damagedControlFile(FilePath)

    package var description: String {
        switch self {
        case .file(let error): error.description
        case .noControlFile(let path): "\"\(path)\" does not exist"
        case .damagedControlFile(let path): "\"\(path)\" is no PostgreSQL control file"
        }
    }
}
