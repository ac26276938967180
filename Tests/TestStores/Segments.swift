import Synchronization
import TestSupport

/// Segments that many tests want, made once: a test bundle without optimisation takes long.
package enum Segments {
    private static let made = Mutex<[String: [UInt8]]>([:])

    /// The same as a fixture's own bytes.
    package static func bytes(_ fixture: WALFixture) -> [UInt8] {
        let key = "\(fixture)"
        if let bytes = made.withLock({ $0[key] }) { return bytes }
        let bytes = fixture.bytes()
        made.withLock { $0[key] = bytes }
        return bytes
    }
}

extension WALFixture {
    /// The whole segment, made once for all tests.
    package var contents: [UInt8] { Segments.bytes(self) }
}
