internal import CLibPQ
package import WAL

/// A tablespace as the server names it.
package struct Tablespace: Equatable, Hashable, Sendable {
    /// Its number, by which pg_tblspc names it.
    package let oid: UInt32
    /// Where it is on the server.
    package let location: String

    /// Makes one of both.
    package init(oid: UInt32, location: String) {
        self.oid = oid
        self.location = location
    }
}

/// A place in the log that a base backup names.
package struct BackupPosition: Equatable, Sendable {
    /// The position.
    package let lsn: LSN
    /// On which timeline.
    package let timeline: TimelineID
}

/// What a base backup begins with.
package struct BaseBackupStart: Equatable, Sendable {
    /// Where recovery will begin.
    package let position: BackupPosition
    /// All but the two that lie in the data directory.
    package let tablespaces: [Tablespace]
    /// What the server expects to send, in bytes; it may be more or less.
    package let estimatedBytes: UInt64
}

/// What comes next from the server.
package enum BaseBackupEvent: ~Copyable {
    /// A tar archive begins: the data directory's (nil), or a tablespace's.
    case archive(oid: UInt32?)
    /// The manifest begins.
    case manifest
    /// Bytes of what has begun.
    case bytes(CopyData)
    /// All has been sent; recovery is consistent from here.
    case end(BackupPosition)
}

/// A row of a copy, freed when its owner ends.
@safe package struct CopyData: ~Copyable {
    private let library: shim_libpq
    private let pointer: UnsafeMutablePointer<CChar>
    private var start = 0
    private let end: Int

    init(_ library: shim_libpq, _ pointer: UnsafeMutablePointer<CChar>, count: Int) {
        self.library = library
        unsafe self.pointer = pointer
        end = count
    }

    /// The first byte, which `bytes` leaves out from now on; nil when there is none.
    mutating func takeFirst() -> UInt8? {
        guard start < end else { return nil }
        defer { start += 1 }
        return UInt8(bitPattern: unsafe pointer[start])
    }

    deinit {
        unsafe library.free_memory(pointer)
    }

    /// The bytes.
    package var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let buffer = unsafe UnsafeRawBufferPointer(start: pointer + start, count: end - start)
            let span = unsafe RawSpan(_unsafeBytes: buffer)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }
}
