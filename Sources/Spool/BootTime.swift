internal import CLinux
internal import Files
internal import SystemPackage

/// A moment as all processes of one start of the machine see it, whatever happens to the clock.
package struct BootTime: Equatable, Sendable {
    private static let path = "/proc/sys/kernel/random/boot_id"
    /// A UUID and a newline.
    private static let lengthLimit = 64

    /// The random name of this start of the machine.
    package let bootID: String
    /// Since the start, suspended or not.
    package let seconds: Int64

    /// Makes a moment of its parts.
    package init(bootID: String, seconds: Int64) {
        self.bootID = bootID
        self.seconds = seconds
    }

    /// Whether what was written then, at the same start of the machine, may be believed now.
    ///
    /// - Parameter written: seconds since the start, as read: anything.
    func believes(_ written: Int64) -> Bool {
        seconds.isWithin(SpoolRecord.lifetime, after: written)
    }

    /// Now; nil where the system does not tell.
    ///
    /// The corresponding C function is `clock_gettime`, with CLOCK_BOOTTIME.
    package static func now() -> BootTime? {
        guard let bytes = try? WholeFile.read(.init(path), limit: lengthLimit) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.last == "\n", text.utf8.count > 1 else { return nil }
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
        return BootTime(bootID: String(text.dropLast()), seconds: Int64(time.tv_sec))
    }
}
