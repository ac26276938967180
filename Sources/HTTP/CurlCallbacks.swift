internal import CCurl

/// What libcurl calls, each with an exchange as its context.
enum CurlCallbacks {
    /// CURLOPT_HEADERFUNCTION.
    static let header: curl_write_callback = { bytes, size, count, context in
        guard let exchange = unsafe exchange(context) else { return 0 }
        let bytes = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        return exchange.take(head: unsafe bytes.bytes) ? size * count : 0
    }

    /// CURLOPT_WRITEFUNCTION.
    static let write: curl_write_callback = { bytes, size, count, context in
        guard let exchange = unsafe exchange(context) else { return 0 }
        let bytes = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        return exchange.take(body: unsafe bytes.bytes) ? size * count : 0
    }

    /// CURLOPT_READFUNCTION.
    static let read: curl_write_callback = { bytes, size, count, context in
        guard let exchange = unsafe exchange(context) else { return shim_READ_ABORT }
        let space = unsafe UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
        let given = exchange.give(limit: space.count) { bytes in
            unsafe bytes.withUnsafeBytes { unsafe space.copyMemory(from: $0) }
        }
        return given ?? shim_READ_ABORT
    }

    /// CURLOPT_SEEKFUNCTION; libcurl only ever seeks from the beginning.
    static let seek: curl_seek_callback = { context, offset, _ in
        guard let exchange = unsafe exchange(context) else { return CURL_SEEKFUNC_FAIL }
        exchange.seek(to: offset)
        return CURL_SEEKFUNC_OK
    }

    /// CURLOPT_XFERINFOFUNCTION, called at least once a second, and before libcurl waits.
    static let progress: curl_xferinfo_callback = { context, _, _, _, _ in
        guard let exchange = unsafe exchange(context) else { return 1 }
        exchange.connection.acknowledge()
        return exchange.goesOn() ? 0 : 1
    }

    /// CURLOPT_SOCKOPTFUNCTION, whose context is an `OpenConnection`.
    static let opened: curl_sockopt_callback = { context, socket, _ in
        if let context = unsafe context {
            let connection = unsafe Unmanaged<OpenConnection>.fromOpaque(context)
            unsafe connection.takeUnretainedValue().socket = socket
        }
        return CURL_SOCKOPT_OK
    }

    private static func exchange(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }
}
