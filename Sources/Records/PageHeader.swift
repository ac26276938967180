package import WAL

/// The header of every page of WAL, PostgreSQL's `XLogPageHeaderData`, and what a segment's first
/// page adds to it (`XLogLongPageHeaderData`).
package struct PageHeader: Equatable, Sendable {
    /// `XLP_*`.
    package struct Flags: OptionSet, Equatable, Sendable {
        package let rawValue: UInt16

        /// Takes `xlp_info` as it is.
        package init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// The page begins with the rest of a record.
        package static let continuesRecord = Self(rawValue: 0x0001)
        /// The header is a long one.
        package static let long = Self(rawValue: 0x0002)
        /// No base backup ran: full page images may be left out of copies.
        package static let backupBlocksRemovable = Self(rawValue: 0x0004)
        /// The rest of a record should stand here, but a crash lost it.
        package static let overwritesContinuation = Self(rawValue: 0x0008)
        /// `XLP_ALL_FLAGS`.
        package static let all = Self(rawValue: 0x000F)
    }

    /// `SizeOfXLogShortPHD`.
    package static let shortLength = 24
    /// `SizeOfXLogLongPHD`.
    package static let longLength = LongPageHeader.length

    /// `xlp_magic`.
    package let magic: PageMagic
    /// `xlp_info`.
    package let flags: Flags
    /// `xlp_tli`.
    package let timeline: UInt32
    /// `xlp_pageaddr`.
    package let address: LSN
    /// `xlp_rem_len`: bytes of the record that goes on here, on this page and later ones.
    package let remainingLength: UInt32
    /// What fills the header up; PostgreSQL leaves it zero.
    package let padding: UInt32

    /// Reads a header.
    ///
    /// - Parameter page: at least `shortLength` bytes, which the caller has made sure of.
    package init(_ page: RawSpan) {
        magic = PageMagic(page.littleEndian(UInt16.self, at: 0))
        flags = Flags(rawValue: page.littleEndian(UInt16.self, at: 2))
        timeline = page.littleEndian(UInt32.self, at: 4)
        address = LSN(page.littleEndian(UInt64.self, at: 8))
        remainingLength = page.littleEndian(UInt32.self, at: 16)
        padding = page.littleEndian(UInt32.self, at: 20)
    }

    /// Bytes of the header.
    package var length: Int { flags.contains(.long) ? Self.longLength : Self.shortLength }
}
