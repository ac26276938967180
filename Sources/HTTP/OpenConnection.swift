internal import CCurl

/// The connection that libcurl opened last.
final class OpenConnection {
    /// Its descriptor, as libcurl told it; nil before the first one.
    var socket: curl_socket_t?

    /// Tells the server that what it sent has come in.
    ///
    /// A server that sends the head and a short body apart may hold the body back until then, and
    /// the kernel puts that off by 40 ms. Ceph does: a file that is not there took 44 ms, and takes
    /// 1 ms with this (tcp(7), TCP_QUICKACK). On a connection that is closed it does nothing.
    func acknowledge() {
        if let socket { shim_acknowledge(socket) }
    }
}
