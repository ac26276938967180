internal import CLinux
package import SystemPackage

extension Directory {
    /// Writes a small file whole, in place of the one that has its name.
    ///
    /// A signal leaves nothing, unless another temporary file is under way. A crash may leave
    /// `<name>.tmp`, which the next call takes over; of two calls at once the file may be torn or
    /// lost. Not synced. For what may be lost, and is checked when it is read. The corresponding C
    /// function is `renameat`.
    ///
    /// - Parameter mode: who may do what, less the umask; by default the owner alone.
    package func replace(
        _ name: String,
        with bytes: [UInt8],
        mode: FilePermissions = FilePermissions(rawValue: 0o600)
    ) throws(FileError) {
        let temporary = name + ".tmp"
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
        let directory = descriptor.rawValue
        let isRegistered = SignalSafePath.register(path.appending(temporary))
        defer { if isRegistered { SignalSafePath.forget() } }
        let raw = unsafe shim_openat(directory, temporary, flags, mode.rawValue)
        guard raw >= 0 else { throw FileError(.create, path.appending(temporary), .current) }
        let file = Descriptor(owning: raw)
        do throws(FileError) {
            try file.write(unsafe bytes.span.bytes, path: path.appending(temporary))
            guard unsafe renameat(directory, temporary, directory, name) == 0 else {
                throw FileError(.rename, path.appending(temporary), .current)
            }
        } catch {
            try? remove(temporary)
            throw error
        }
    }

    /// Reads a small file; nil when it does not exist.
    package func contents(of name: String, limit: Int) throws(FileError) -> [UInt8]? {
        do throws(ReadableFile.Refusal) {
            let file = try ReadableFile(opening: name, in: self)
            return try WholeFile.contents(of: file, limit: limit)
        } catch {
            switch error {
            case .absent: return nil
            case .notRegular: throw FileError(.open, path.appending(name), .invalidArgument)
            case .failed(let failure): throw failure
            }
        }
    }
}
