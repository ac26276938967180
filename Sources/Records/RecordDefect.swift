package import WAL

/// Where WAL breaks, and why: what PostgreSQL would stop at.
package struct RecordDefect: Error, Equatable, Sendable {
    /// What is wrong.
    package enum Reason: Equatable, Sendable {
        case pageMagic(PageMagic, expected: PageMagic)
        case pageFlags(UInt16)
        case pageAddress(LSN)
        case timelineBelow(UInt32, before: UInt32)
        case timelineAbove(UInt32, name: UInt32)
        case pagePadding
        /// A length without a record that goes on.
        case strayRemainingLength(UInt32)
        case recordLength(UInt32)
        case resourceManager(UInt8)
        case previous(LSN, expected: LSN)
        case previousNotBefore(LSN)
        case checksum
        case noContinuation
        case continuationLength(UInt32, expected: UInt64)
        case continuationWithoutRecord
        case overwrites(LSN, instead: LSN?)
        /// Behind this nothing was ever written.
        case endOfWAL
    }

    /// What is wrong.
    package let reason: Reason
    /// The record or the page that is wrong, as pg_waldump tells it.
    package let position: LSN
    /// The page on which it shows; everything before that page is right.
    package let page: LSN
    /// The last record before that is whole; nil for none in this segment.
    package let lastRecord: LSN?

    /// Makes a defect of its parts.
    package init(reason: Reason, position: LSN, page: LSN, lastRecord: LSN?) {
        self.reason = reason
        self.position = position
        self.page = page
        self.lastRecord = lastRecord
    }

    /// Whether nothing before a position is wrong: where a timeline ended there, what follows
    /// means nothing.
    package func isNotBefore(_ end: LSN) -> Bool {
        max(position, page) >= end
    }
}

extension RecordDefect: CustomStringConvertible {
    package var description: String {
        switch reason {
        case .pageMagic(let found, let expected):
            "the page at LSN \(position) has magic \(found) instead of \(expected)"
        case .pageFlags(let found):
            "the page at LSN \(position) has impossible flags \(String(found, radix: 16))"
        case .pageAddress(let found):
            "the page at LSN \(position) says that it is of LSN \(found)"
        case .timelineBelow(let found, let before):
            "the page at LSN \(position) has timeline \(found), below \(before) of the page before"
        case .timelineAbove(let found, let name):
            "the page at LSN \(position) has timeline \(found), above \(name) of the file's name"
        case .pagePadding:
            "the page at LSN \(position) has a header that is not filled up with zeros"
        case .strayRemainingLength(let length):
            "the page at LSN \(position) continues no record, but says \(length) bytes of one"
        case .recordLength(let length):
            "the record at LSN \(position) has an impossible length of \(length) bytes"
        case .resourceManager(let number):
            "the record at LSN \(position) is of the unknown resource manager \(number)"
        case .previous(let found, let expected):
            "the record at LSN \(position) follows one at \(found) instead of \(expected)"
        case .previousNotBefore(let found):
            "the record at LSN \(position) follows one at \(found), which is not before it"
        case .checksum:
            "the record at LSN \(position) does not have its checksum"
        case .noContinuation:
            "the record at LSN \(position) does not go on on the page at \(page)"
        case .continuationLength(let found, let expected):
            "the record at LSN \(position) goes on with \(found) bytes instead of \(expected)"
        case .continuationWithoutRecord:
            "the page at LSN \(position) continues a record that is not there"
        case .overwrites(let found, let expected):
            "the record at LSN \(position) stands for a lost one at \(found) instead of "
                + (expected?.description ?? "none")
        case .endOfWAL:
            "no WAL was written from LSN \(position) on"
        }
    }
}
