internal import CLinux
package import SystemPackage

/// What the system gave this process: the rest is computed from it.
package struct Invocation: Sendable {
    /// The words behind the command's name.
    package let arguments: [Argument]
    /// The process's variables.
    package let environment: [String: String]
    /// Where a relative path begins: PostgreSQL's data directory.
    package let workingDirectory: FilePath
    /// Where settings are that nobody named.
    package let defaultConfigFile: FilePath?

    /// Names what a process would find.
    package init(
        arguments: [Argument],
        environment: [String: String],
        workingDirectory: FilePath = ".",
        defaultConfigFile: FilePath? = nil
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.defaultConfigFile = defaultConfigFile
    }
}

extension Invocation {
    /// This process's own.
    package static var ofProcess: Invocation {
        var arguments: [Argument] = []
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let argument = unsafe CommandLine.unsafeArgv[index] else { break }
            arguments.append(unsafe Argument(bytes: argument))
        }
        return Invocation(arguments: arguments, environment: processEnvironment())
    }

    /// Entries without an equals sign are none; of two of one name the first counts, as for
    /// getenv(3).
    private static func processEnvironment() -> [String: String] {
        var environment: [String: String] = [:]
        guard var entry = unsafe shim_environ() else { return [:] }
        while let text = unsafe entry.pointee {
            // Not by characters: a mark that begins the value combines with the sign.
            let bytes = unsafe String(cString: text).utf8
            if let sign = bytes.firstIndex(of: UInt8(ascii: "=")) {
                let name = String(decoding: bytes[..<sign], as: UTF8.self)
                if environment[name] == nil {
                    environment[name] = String(
                        decoding: bytes[bytes.index(after: sign)...],
                        as: UTF8.self
                    )
                }
            }
            unsafe entry += 1
        }
        return environment
    }
}
