internal import CCurl

/// One of libcurl's easy handles, with the connections that it keeps.
@safe struct CurlHandle: ~Copyable {
    private let library: shim_libcurl
    private let easy: UnsafeMutableRawPointer

    /// The C function is `curl_easy_init`.
    init() throws(HTTPError) {
        let library = try LibCurl.functions()
        guard let easy = library.easy_init() else {
            throw HTTPError(.failed, "curl_easy_init")
        }
        self.library = library
        unsafe self.easy = easy
    }

    deinit {
        unsafe library.easy_cleanup(easy)
    }

    /// Forgets every option; connections stay.
    ///
    /// The C function is `curl_easy_reset`.
    borrowing func reset() {
        unsafe library.easy_reset(easy)
    }

    /// Sets an option that takes a number.
    ///
    /// The C function is `curl_easy_setopt`.
    borrowing func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try check(unsafe shim_set_long(library, easy, option, value), option)
    }

    /// Sets an option that takes a length.
    ///
    /// The C function is `curl_easy_setopt`.
    borrowing func setLength(_ option: CURLoption, _ value: UInt64) throws(HTTPError) {
        try check(unsafe shim_set_offset(library, easy, option, Int(clamping: value)), option)
    }

    /// Sets an option that takes text, of which libcurl makes a copy; nil takes away what it
    /// presumes.
    ///
    /// The C function is `curl_easy_setopt`.
    borrowing func set(_ option: CURLoption, _ value: String?) throws(HTTPError) {
        try check(unsafe shim_set_string(library, easy, option, value), option)
    }

    private borrowing func set(
        _ option: CURLoption,
        _ callback: @escaping curl_write_callback
    ) throws(HTTPError) {
        try check(unsafe shim_set_data_callback(library, easy, option, callback), option)
    }

    /// Makes libcurl call an exchange for every piece of the head and of both bodies.
    borrowing func connect(to exchange: Exchange) throws(HTTPError) {
        let context = unsafe Unmanaged.passUnretained(exchange).toOpaque()
        for option in [
            CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA,
            CURLOPT_XFERINFODATA,
        ] {
            try check(unsafe shim_set_pointer(library, easy, option, context), option)
        }
        try unsafe set(CURLOPT_HEADERFUNCTION, CurlCallbacks.header)
        try unsafe set(CURLOPT_WRITEFUNCTION, CurlCallbacks.write)
        try unsafe set(CURLOPT_READFUNCTION, CurlCallbacks.read)
        try check(
            unsafe shim_set_seek_callback(library, easy, CurlCallbacks.seek),
            CURLOPT_SEEKFUNCTION
        )
        try check(
            unsafe shim_set_progress_callback(library, easy, CurlCallbacks.progress),
            CURLOPT_XFERINFOFUNCTION
        )
        try set(CURLOPT_NOPROGRESS, 0)
    }

    /// Makes libcurl tell of the connections that it opens.
    borrowing func connect(to connection: OpenConnection) throws(HTTPError) {
        let context = unsafe Unmanaged.passUnretained(connection).toOpaque()
        let option = CURLOPT_SOCKOPTDATA
        try check(unsafe shim_set_pointer(library, easy, option, context), option)
        try check(
            unsafe shim_set_socket_callback(library, easy, CurlCallbacks.opened),
            CURLOPT_SOCKOPTFUNCTION
        )
    }

    /// Performs what the options say.
    ///
    /// The C function is `curl_easy_perform`.
    ///
    /// - Parameter headers: whole lines.
    /// - Returns: libcurl's result, and its words for a failure.
    borrowing func perform(headers: [String]) throws(HTTPError) -> (CURLcode, String) {
        let list = try CurlList(headers, library: library)
        try check(
            unsafe shim_set_list(library, easy, CURLOPT_HTTPHEADER, list.first),
            CURLOPT_HTTPHEADER
        )
        var words = [CChar](repeating: 0, count: shim_ERROR_SIZE)
        let code = unsafe words.withUnsafeMutableBufferPointer { words in
            unsafe shim_set_pointer(library, easy, CURLOPT_ERRORBUFFER, words.baseAddress)
            let code = unsafe library.easy_perform(easy)
            unsafe shim_set_pointer(library, easy, CURLOPT_ERRORBUFFER, nil)
            return code
        }
        guard code != CURLE_OK else { return (code, "") }
        if words.first == 0, let general = library.easy_strerror(code) {
            return (code, unsafe String(cString: general))
        }
        let text = words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return (code, String(decoding: text, as: UTF8.self))
    }

    private borrowing func check(_ code: CURLcode, _ option: CURLoption) throws(HTTPError) {
        guard code == CURLE_OK else {
            throw HTTPError(.failed, "it refuses option \(option.rawValue)")
        }
    }
}

/// A list of strings as libcurl wants it, owned.
@safe private struct CurlList: ~Copyable {
    private let library: shim_libcurl
    let first: UnsafeMutablePointer<curl_slist>?

    /// The C function is `curl_slist_append`.
    init(_ lines: [String], library: shim_libcurl) throws(HTTPError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe library.slist_append(list, line) else {
                unsafe library.slist_free_all(list)
                throw HTTPError(.failed, "curl_slist_append")
            }
            unsafe list = longer
        }
        self.library = library
        unsafe first = list
    }

    deinit {
        unsafe library.slist_free_all(first)
    }
}
