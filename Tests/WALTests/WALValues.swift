import Testing
import WAL

/// Makes a timeline that is known to be one.
func timeline(_ number: UInt32) throws -> TimelineID {
    try #require(TimelineID(number))
}

/// Makes a segment's name that is known to be one.
func segment(_ text: String) throws -> SegmentName {
    try #require(SegmentName(text))
}

/// Makes a segment size that is known to be one.
func size(_ bytes: UInt64) throws -> SegmentSize {
    try #require(SegmentSize(bytes: bytes))
}

/// Makes a system identifier that is known to be one.
func system(_ number: UInt64) throws -> SystemIdentifier {
    try #require(SystemIdentifier(number))
}
