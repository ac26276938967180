internal import Synchronization

/// What a call is doing, written by the thread that works and read by the one that watches.
package final class Progress: Sendable {
    /// What the working thread is in.
    package enum Phase: UInt8, Sendable {
        /// Between two operations, or waiting on purpose.
        case idle
        /// In an operation that should move bytes.
        case moving
        /// Waiting for a disk to have them; it may be quiet for as long as an operation may take.
        case syncing
    }

    private let bytes = Atomic<UInt64>(0)
    private let operations = Atomic<UInt64>(0)
    private let phase = Atomic<UInt8>(Phase.idle.rawValue)

    /// Begins idle.
    package init() {}

    /// Notes bytes that have passed.
    package func passed(_ count: Int) {
        bytes.wrappingAdd(UInt64(clamping: count), ordering: .relaxed)
    }

    /// Notes that another phase begins.
    package func enter(_ next: Phase) {
        let last = phase.exchange(next.rawValue, ordering: .acquiringAndReleasing)
        if next != .idle, last == Phase.idle.rawValue {
            operations.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// As it is now.
    package var sample: Sample {
        Sample(
            bytes: bytes.load(ordering: .relaxed),
            operation: operations.load(ordering: .relaxed),
            phase: Phase(rawValue: phase.load(ordering: .acquiring)) ?? .idle
        )
    }

    /// A moment's view of a call.
    package struct Sample: Equatable, Sendable {
        /// Bytes that have passed since the call began.
        package let bytes: UInt64
        /// Counts the operations; a new number is a new operation.
        package let operation: UInt64
        /// What the working thread is in.
        package let phase: Phase

        /// Makes a view of its parts.
        package init(bytes: UInt64, operation: UInt64, phase: Phase) {
            self.bytes = bytes
            self.operation = operation
            self.phase = phase
        }
    }
}
