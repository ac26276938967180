internal import CLinux
internal import Operator
internal import SystemPackage

/// This process's standard output and standard error.
struct ProcessConsole: Console {
    static let shared = Self()

    let terminalColumns: Int?

    private init() {
        let columns = Int(shim_terminal_columns(STDERR_FILENO))
        terminalColumns = columns > 0 ? columns : nil
    }

    // Where nobody listens, the status still tells.
    func write(_ line: String) {
        _ = try? FileDescriptor.standardOutput.writeAll((line + "\n").utf8)
    }

    func complain(_ line: String) {
        _ = try? FileDescriptor.standardError.writeAll((line + "\n").utf8)
    }

    func draw(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(text.utf8)
    }
}
