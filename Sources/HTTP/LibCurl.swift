internal import CCurl

/// libcurl, loaded when the first request is made.
///
/// It brings some thirty libraries along, which take three times as long as a whole call that
/// needs no network.
enum LibCurl {
    /// The library's functions, found once and initialised.
    static func functions() throws(HTTPError) -> shim_libcurl {
        try loaded.get()
    }

    private static let loaded: Result<shim_libcurl, HTTPError> = load()

    private static func load() -> Result<shim_libcurl, HTTPError> {
        var library = shim_libcurl()
        guard unsafe shim_libcurl_open(&library) else {
            let reason = unsafe dlerror().map { unsafe String(cString: $0) }
            return .failure(HTTPError(.libraryUnavailable, reason ?? "unknown reason"))
        }
        let code = library.global_init(Int(CURL_GLOBAL_SSL))
        guard code == CURLE_OK else {
            return .failure(HTTPError(.libraryUnavailable, "curl_global_init failed"))
        }
        return .success(library)
    }
}
