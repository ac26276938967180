/// The local file that is to be archived: one open file, read once from its beginning.
package protocol PushSource: AnyObject {
    /// Bytes, when it was opened.
    var length: UInt64 { get }

    /// Reads at a position into a buffer; 0 at the end.
    func read(at offset: UInt64, into buffer: inout [UInt8]) throws(SourceError) -> Int

    /// Where it lies; nil where that cannot be told.
    var location: FileLocation? { get }

    /// Whether it is still as it was when it was opened.
    func isUnchanged() throws(SourceError) -> Bool
}

extension PushSource {
    /// A source that lies nowhere.
    package var location: FileLocation? { nil }
}

/// Where a file lies: two names of one location are one file.
package struct FileLocation: Equatable, Sendable {
    /// The file system.
    package let device: UInt64
    /// The file's number there.
    package let inode: UInt64

    /// Makes a location of both.
    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}
