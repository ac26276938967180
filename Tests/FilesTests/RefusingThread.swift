import Glibc
import Synchronization
import SystemPackage
import TestSupport

/// Runs a body on a thread of its own, on which the kernel refuses these calls to the end.
///
/// Nothing else in the process notices: a filter belongs to its thread.
func onThread<Value: Sendable>(
    refusing refused: [RefusedCall],
    _ body: @escaping @Sendable () throws -> Value
) throws -> Value {
    let outcome = Outcome<Value>()
    let work = Work {
        let result = Result { () throws -> Value in
            try CallFilter(refused).install()
            return try body()
        }
        outcome.value.withLock { $0 = result }
    }
    var thread = pthread_t()
    let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        guard let pointer else { return nil }
        Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
    }
    let pointer = Unmanaged.passRetained(work).toOpaque()
    guard pthread_create(&thread, nil, start, pointer) == 0 else {
        throw HarnessError("could not start a thread")
    }
    pthread_join(thread, nil)
    guard let result = outcome.value.withLock({ $0 }) else {
        throw HarnessError("a thread ended without a result")
    }
    return try result.get()
}

/// What the thread leaves behind.
private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Result<Value, any Error>?>(nil)
}

/// What the thread is given.
private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// A program for the kernel that judges every system call of a thread.
private struct CallFilter {
    /// `struct sock_filter`: operation, jumps and constant in eight bytes.
    private let instructions: [UInt64]

    init(_ refused: [RefusedCall]) {
        instructions = refused.flatMap(Self.instructions) + [Self.answer(0x7FFF_0000)]
    }

    /// Installs the program on the calling thread for good.
    func install() throws {
        // Variadic in C, but all arguments are integers.
        typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { throw HarnessError("there is no prctl") }
        let control = unsafeBitCast(symbol, to: Control.self)
        let (noNewPrivileges, seccomp, filterMode): (Int32, Int32, UInt) = (38, 22, 2)
        let result = instructions.withUnsafeBufferPointer { buffer -> Int32 in
            // `struct sock_fprog`: a length of two bytes, then the address.
            let program = [UInt(buffer.count), UInt(bitPattern: buffer.baseAddress)]
            return program.withUnsafeBufferPointer { program in
                guard control(noNewPrivileges, 1, 0, 0, 0) == 0 else { return -1 }
                let address = UInt(bitPattern: program.baseAddress)
                return control(seccomp, filterMode, address, 0, 0)
            }
        }
        guard result == 0 else { throw HarnessError("prctl failed with errno \(errno)") }
    }

    private static func instructions(_ call: RefusedCall) -> [UInt64] {
        let refuse = answer(0x5_0000 | UInt32(call.reason?.rawValue ?? 0))
        guard let (index, mask) = call.argument else {
            return [load(0), jump(0x15, call.number, otherwise: 1), refuse]
        }
        return [
            load(0), jump(0x15, call.number, otherwise: 3),
            load(16 + 8 * index), jump(0x45, mask, otherwise: 1), refuse,
        ]
    }

    /// Loads four bytes of `struct seccomp_data`.
    private static func load(_ offset: UInt32) -> UInt64 { 0x20 | UInt64(offset) << 32 }

    /// Goes on if what was loaded equals a constant (0x15) or has a bit of it set (0x45).
    private static func jump(_ operation: UInt64, _ constant: UInt32, otherwise: UInt64) -> UInt64 {
        operation | otherwise << 24 | UInt64(constant) << 32
    }

    private static func answer(_ action: UInt32) -> UInt64 { 0x06 | UInt64(action) << 32 }
}
