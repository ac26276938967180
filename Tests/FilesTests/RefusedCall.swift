import Glibc
import SystemPackage
import Testing

/// A system call that the kernel refuses, as a file system or a failing disk would (`seccomp(2)`).
struct RefusedCall: Sendable, CustomTestStringConvertible {
    /// The call's number on this machine.
    let number: UInt32

    /// What it sets `errno` to; with nil the call does nothing and answers 0.
    let reason: Errno?

    /// An argument, and its bits of which one must be set for the call to be refused.
    var argument: (index: UInt32, mask: UInt32)?

    /// How a test case is named after it.
    var testDescription: String {
        "call \(number)\(argument == nil ? "" : " of one kind"): \(reason?.description ?? "0")"
    }

    /// Creating a file that has no name.
    static func unnamedFile(_ reason: Errno) -> RefusedCall {
        RefusedCall(number: Number.openat, reason: reason, argument: (2, 0o20_000_000))
    }

    /// Giving a name to a file that has none.
    static func linkOfUnnamed(_ reason: Errno) -> RefusedCall {
        RefusedCall(number: Number.linkat, reason: reason, argument: (4, UInt32(AT_SYMLINK_FOLLOW)))
    }

    /// Opening and creating files of any kind.
    static func open(_ reason: Errno) -> RefusedCall { call(Number.openat, reason) }

    /// Giving a file another name.
    static func link(_ reason: Errno) -> RefusedCall { call(Number.linkat, reason) }

    /// Renaming without replacing.
    static func renameNoReplace(_ reason: Errno) -> RefusedCall { call(Number.renameat2, reason) }

    /// Renaming.
    static func rename(_ reason: Errno) -> RefusedCall { call(Number.renameat, reason) }

    /// Reading at a position.
    static func read(_ reason: Errno) -> RefusedCall { call(Number.pread64, reason) }

    /// Writing; nil for a disk that takes no byte and says so.
    static func write(_ reason: Errno?) -> RefusedCall { call(Number.write, reason) }

    /// Making durable.
    static func sync(_ reason: Errno) -> RefusedCall { call(Number.fsync, reason) }

    /// Closing.
    static func close(_ reason: Errno) -> RefusedCall { call(Number.close, reason) }

    /// Changing permissions.
    static func changeMode(_ reason: Errno) -> RefusedCall { call(Number.fchmod, reason) }

    /// Reading the names of a directory.
    static func list(_ reason: Errno) -> RefusedCall { call(Number.getdents64, reason) }

    private static func call(_ number: UInt32, _ reason: Errno?) -> RefusedCall {
        RefusedCall(number: number, reason: reason)
    }

    /// Whether this machine lets a thread refuse calls to itself.
    static let isAvailable: Bool = {
        let reason = try? onThread(refusing: [.sync(.ioError)]) {
            fsync(-1) == -1 ? errno : 0
        }
        return reason == EIO
    }()

    #if arch(x86_64)
        private enum Number {
            static let write: UInt32 = 1
            static let close: UInt32 = 3
            static let pread64: UInt32 = 17
            static let fsync: UInt32 = 74
            static let fchmod: UInt32 = 91
            static let getdents64: UInt32 = 217
            static let openat: UInt32 = 257
            static let renameat: UInt32 = 264
            static let linkat: UInt32 = 265
            static let renameat2: UInt32 = 316
        }
    #else
        private enum Number {
            static let linkat: UInt32 = 37
            static let renameat: UInt32 = 38
            static let fchmod: UInt32 = 52
            static let openat: UInt32 = 56
            static let close: UInt32 = 57
            static let getdents64: UInt32 = 61
            static let write: UInt32 = 64
            static let pread64: UInt32 = 67
            static let fsync: UInt32 = 82
            static let renameat2: UInt32 = 276
        }
    #endif
}

extension Trait where Self == ConditionTrait {
    /// Skips where the kernel refuses nothing on request.
    static var refusesCalls: Self {
        .enabled(if: RefusedCall.isAvailable, "seccomp filters are not available here")
    }
}
