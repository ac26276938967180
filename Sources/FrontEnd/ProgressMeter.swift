internal import Archive
internal import Lifecycle

/// Notes a store's transfers for the watch.
final class ProgressMeter: TransferMeter {
    let progress: Progress

    init(progress: Progress) {
        self.progress = progress
    }

    func begin() { progress.enter(.moving) }
    func passed(_ count: Int) { progress.passed(count) }
    func sync() { progress.enter(.syncing) }
    func end() { progress.enter(.idle) }
}
