import Archive

/// A place for a fetched file in memory, which may be taken or full.
package final class MemoryTarget: DeliveryTarget {
    /// The delivered file; nil before.
    package private(set) var delivered: [UInt8]?
    /// How often something was begun.
    package private(set) var beginnings = 0
    private let taken: Bool
    private var writeFailures: [StoreError]
    private let deliveryFailure: StoreError?
    private var bytes: [UInt8] = []

    /// Makes a target.
    ///
    /// - Parameters:
    ///   - isTaken: whether a file is there already.
    ///   - writeFailures: thrown one after another before a write succeeds.
    ///   - deliveryFailure: thrown by every delivery.
    package init(
        isTaken: Bool = false,
        writeFailures: [StoreError] = [],
        deliveryFailure: StoreError? = nil
    ) {
        taken = isTaken
        self.writeFailures = writeFailures
        self.deliveryFailure = deliveryFailure
    }

    package func isTaken() throws(StoreError) -> Bool { taken || delivered != nil }

    package func begin() {
        beginnings += 1
        bytes = []
    }

    package func write(_ plain: RawSpan) throws(StoreError) {
        if !writeFailures.isEmpty { throw writeFailures.removeFirst() }
        plain.withUnsafeBytes { bytes += $0 }
    }

    package func deliver() throws(StoreError) {
        if let deliveryFailure { throw deliveryFailure }
        delivered = bytes
    }
}
