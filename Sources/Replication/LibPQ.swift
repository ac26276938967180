internal import CLibPQ

/// libpq, loaded when the first connection is made.
enum LibPQ {
    /// The library's functions, found once.
    static func functions() throws(ReplicationError) -> shim_libpq {
        try loaded.get()
    }

    private static let loaded: Result<shim_libpq, ReplicationError> = load()

    private static func load() -> Result<shim_libpq, ReplicationError> {
        var library = shim_libpq()
        guard unsafe shim_libpq_open(&library) else {
            let reason = unsafe dlerror().map { unsafe String(cString: $0) }
            return .failure(.libraryUnavailable(reason ?? "unknown reason"))
        }
        return .success(library)
    }
}
