internal import CLinux
package import SystemPackage

/// The directory in which a user's own settings are.
package enum HomeDirectory {
    /// An entry of passwd has a few hundred bytes.
    private static let entryLength = 16 << 10

    /// What HOME says, else passwd; nil for a user who has neither.
    ///
    /// PostgreSQL's environment may lack HOME. The C function is `getpwuid_r`.
    package static func find(environment: [String: String]) -> FilePath? {
        if let home = environment["HOME"], !home.isEmpty { return FilePath(home) }
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: entryLength)
        return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            guard
                let start = buffer.baseAddress,
                unsafe getpwuid_r(geteuid(), &entry, start, buffer.count, &found) == 0,
                unsafe found != nil, let directory = unsafe entry.pw_dir
            else { return nil }
            return unsafe FilePath(platformString: directory)
        }
    }
}
