internal import Archive
package import Lifecycle

/// Notes a store's transfers for the watch.
package final class ProgressMeter: TransferMeter {
    private let progress: Progress

    /// Makes a meter for one thread's operations.
    package init(progress: Progress) {
        self.progress = progress
    }

    /// An operation begins.
    package func begin() { progress.enter(.moving) }
    /// Bytes have moved.
    package func passed(_ count: Int) { progress.passed(count) }
    /// A disk is being waited for.
    package func sync() { progress.enter(.syncing) }
    /// The operation has ended.
    package func end() { progress.enter(.idle) }
}
