internal import SystemPackage

/// The running kernel's version, as far as it decides what its calls tell.
package struct KernelVersion: Comparable, Sendable {
    /// From here on `syncfs` tells of writes that failed; before, it did its work silently.
    package static let tellingSync = KernelVersion(5, 8)

    private let major: Int
    private let minor: Int

    private init(_ major: Int, _ minor: Int) {
        (self.major, self.minor) = (major, minor)
    }

    /// Reads a release like `5.4.0-150-generic`; nil for anything else.
    package init?(_ release: String) {
        let numbers = release.split(separator: ".", maxSplits: 2).prefix(2)
            .map { $0.prefix { ("0"..."9").contains($0) } }
        guard numbers.count == 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) else {
            return nil
        }
        self.init(major, minor)
    }

    private static let place: FilePath = "/proc/sys/kernel/osrelease"
    private static let lengthLimit = 100

    /// The one that runs; nil where it does not tell.
    package static let running: KernelVersion? = {
        let bytes = (try? WholeFile.read(place, limit: lengthLimit)) ?? nil
        return bytes.flatMap { KernelVersion(String(decoding: $0, as: UTF8.self)) }
    }()

    /// By number.
    package static func < (left: KernelVersion, right: KernelVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
