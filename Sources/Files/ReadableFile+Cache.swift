internal import CLinux

extension ReadableFile {
    /// Lets the system forget what it remembers of the file, so that reading asks the disk.
    ///
    /// What a failed write lost is still in memory, and whoever reads it there believes it stored.
    /// Bytes that are not yet durable stay. The corresponding C function is `posix_fadvise`.
    package func forgetCached() {
        _ = posix_fadvise(descriptor.rawValue, 0, 0, POSIX_FADV_DONTNEED)
    }
}
