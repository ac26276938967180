internal import CLinux
internal import SystemPackage

/// The unique name of a temporary file, removed with its owner or by a signal's handler.
final class TemporaryName {
    let directory: Directory
    let name: String
    private let isRegistered: Bool

    var path: FilePath { directory.path.appending(name) }

    private init(directory: Directory, name: String) {
        self.directory = directory
        self.name = name
        isRegistered = SignalSafePath.register(directory.path.appending(name))
    }

    /// Removes the name; what it stood for lives on under the name that it was given.
    deinit {
        try? directory.remove(name)
        if isRegistered { SignalSafePath.forget() }
    }

    /// Creates a file under a unique name.
    static func create(
        in place: TemporaryPlace,
        mode: FilePermissions
    ) throws(FileError) -> CreatedFile {
        let directory = try place.open()
        let name = TemporaryName(directory: directory, name: place.uniqueName())
        let raw = unsafe shim_openat(
            directory.descriptor.rawValue,
            name.name,
            O_RDWR | O_CREAT | O_EXCL,
            mode.rawValue
        )
        guard raw >= 0 else { throw FileError(.create, name.path, .current) }
        return CreatedFile(descriptor: Descriptor(owning: raw), name: name)
    }
}

/// A new file and the name it has, if any.
struct CreatedFile: ~Copyable {
    let descriptor: Descriptor
    var name: TemporaryName?
}
