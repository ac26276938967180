internal import CLinux
package import SystemPackage

/// A file being written that nobody sees until it gets its name, whole.
///
/// It has no name at all where the file system can do that (O_TMPFILE), so that a crash leaves
/// nothing; elsewhere it has a unique one.
package final class TemporaryFile {
    /// Bytes written so far.
    package private(set) var length: UInt64 = 0
    private let place: TemporaryPlace
    private let mode: FilePermissions
    /// Set whatever the umask is; nil: `mode` less the umask.
    private var exactMode: FilePermissions?
    private var file: CreatedFile
    private var writebackBegun: UInt64 = 0

    /// Creates the file in a place's directory, with permissions less the umask.
    package init(in place: TemporaryPlace, mode: FilePermissions) throws(FileError) {
        self.place = place
        self.mode = mode
        let flags = shim_O_TMPFILE | O_RDWR
        let raw = unsafe shim_openat(place.directory.descriptor.rawValue, ".", flags, mode.rawValue)
        if raw >= 0 {
            file = CreatedFile(descriptor: Descriptor(owning: raw), name: nil)
            return
        }
        let reason = Errno.current
        guard Self.meansNoUnnamedFiles(reason) else {
            throw FileError(.createWithin, place.directory.path, reason)
        }
        file = try TemporaryName.create(in: place, mode: mode)
    }

    /// The place that messages about this file name.
    private var path: FilePath { file.name?.path ?? place.directory.path }

    /// Device, inode, size and times.
    package func status() throws(FileError) -> FileStatus {
        try file.descriptor.status(path: path)
    }

    /// Appends bytes, all of them.
    ///
    /// The corresponding C function is `write`.
    package func write(_ bytes: RawSpan) throws(FileError) {
        try file.descriptor.write(bytes, path: path)
        length += UInt64(bytes.byteCount)
    }

    /// Lets the disk begin with what was written, so that `sync` waits for less.
    ///
    /// An optimisation: whether it works is of no matter.
    package func beginWriteback() {
        guard length - writebackBegun >= Self.writebackLength else { return }
        _ = shim_begin_writeback(
            file.descriptor.rawValue,
            Int64(clamping: writebackBegun),
            Int64(clamping: length - writebackBegun)
        )
        writebackBegun = length
    }

    /// Makes the written bytes durable.
    ///
    /// After a failure the file must be given up.
    package func sync() throws(FileError) {
        try file.descriptor.sync(path: path)
    }

    /// Tells of writes that a network file system found to have failed: for a file that need not be
    /// durable, and must be whole.
    package func flush() throws(FileError) {
        try file.descriptor.flush(path: path)
    }

    /// Sets the permissions, whatever the umask is.
    ///
    /// The corresponding C function is `fchmod`.
    package func setMode(_ mode: FilePermissions) throws(FileError) {
        guard fchmod(file.descriptor.rawValue, mode.rawValue) == 0 else {
            throw FileError(.create, path, .current)
        }
        exactMode = mode
    }

    /// Gives the file to a user and a group, which only root may do.
    ///
    /// The C function is `fchown`.
    package func setOwner(_ owner: UInt32, group: UInt32) throws(FileError) {
        guard fchown(file.descriptor.rawValue, owner, group) == 0 else {
            throw FileError(.create, path, .current)
        }
    }

    /// Gives the file its name, if and only if nothing has that name.
    package func publish(
        as name: String,
        once: CreateOnce
    ) throws(FileError) -> Publication {
        if file.name == nil {
            if let publication = try linkUnnamed(as: name) { return publication }
            try takeName()
        }
        let publication = try publishNamed(as: name, once: once)
        // Its temporary name goes at once: a signal's handler knows one at a time.
        if publication == .published { file.name = nil }
        return publication
    }

    /// Links by way of /proc: linking by descriptor alone needs a capability.
    ///
    /// - Returns: nil where this cannot be done.
    private func linkUnnamed(as name: String) throws(FileError) -> Publication? {
        let target = place.directory
        let source = "/proc/self/fd/\(file.descriptor.rawValue)"
        let result = unsafe linkat(
            AT_FDCWD,
            source,
            target.descriptor.rawValue,
            name,
            AT_SYMLINK_FOLLOW
        )
        if result == 0 { return .published }
        switch Errno.current {
        case .fileExists: return .nameTaken
        // No link(2) here, or no /proc.
        case .notPermitted, .notSupported, .noFunction, .noSuchFileOrDirectory,
            .improperLink, .tooManyLinks:
            return nil
        case let reason: throw FileError(.link, target.path.appending(name), reason)
        }
    }

    /// Copies the bytes into a file with a temporary name, durable as they were.
    private func takeName() throws(FileError) {
        let named = try TemporaryName.create(in: place, mode: mode)
        var buffer = [UInt8](repeating: 0, count: Self.copyLength)
        var offset: UInt64 = 0
        while offset < length {
            let count = try file.descriptor.read(at: offset, into: &buffer, path: path)
            guard count > 0 else { throw FileError(.read, path, .ioError) }
            let bytes = unsafe buffer.span.extracting(first: count).bytes
            try named.descriptor.write(bytes, path: path)
            offset += UInt64(count)
        }
        file = named
        if let exactMode { try setMode(exactMode) }
        try sync()
    }

    private static let copyLength = 1 << 20
    /// As much as keeps a disk busy; smaller pieces cost more calls than they win.
    private static let writebackLength: UInt64 = 4 << 20

    private func publishNamed(
        as name: String,
        once: CreateOnce
    ) throws(FileError) -> Publication {
        guard let temporary = file.name else { return .cannotCreateOnce }
        let from = temporary.directory.descriptor.rawValue
        let target = place.directory
        let to = target.descriptor.rawValue
        if unsafe linkat(from, temporary.name, to, name, 0) == 0 { return .published }
        var reason = Errno.current
        if reason == .fileExists { return .nameTaken }
        guard Self.meansNoLink(reason) else {
            throw FileError(.link, target.path.appending(name), reason)
        }
        if unsafe shim_rename_noreplace(from, temporary.name, to, name) == 0 { return .published }
        reason = Errno.current
        if reason == .fileExists { return .nameTaken }
        guard [.invalidArgument, .noFunction, .notSupported].contains(reason) else {
            throw FileError(.rename, target.path.appending(name), reason)
        }
        guard once == .testThenPut else { return .cannotCreateOnce }
        if try target.status(of: name) != nil { return .nameTaken }
        guard unsafe renameat(from, temporary.name, to, name) == 0 else {
            throw FileError(.rename, target.path.appending(name), .current)
        }
        return .published
    }

    /// EISDIR is the answer of kernels that do not know the flag.
    private static func meansNoUnnamedFiles(_ reason: Errno) -> Bool {
        [.notSupported, .isDirectory, .invalidArgument, .noFunction].contains(reason)
    }

    private static func meansNoLink(_ reason: Errno) -> Bool {
        [.notPermitted, .notSupported, .noFunction, .tooManyLinks].contains(reason)
    }
}
