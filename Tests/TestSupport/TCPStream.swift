import Foundation

/// A connection is over, in whatever way: a proxy then has nothing more to do for it.
struct ConnectionEnded: Error {}

/// One end of a TCP connection on this machine, with blocking calls; of one thread alone.
final class TCPStream {
    /// The socket.
    let descriptor: Int32

    /// What was received and not yet asked for.
    private var ahead: [UInt8] = []

    /// The longest head that is taken.
    private static let headLimit = 64 << 10

    /// Takes over a socket.
    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Connects to a port of this machine.
    static func connected(to port: UInt16) throws -> TCPStream {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw ConnectionEnded() }
        var address = LoopbackAddress(port: port).value
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            throw ConnectionEnded()
        }
        return TCPStream(descriptor: descriptor)
    }

    /// At least one byte and at most so many.
    func read(atMost count: Int) throws -> [UInt8] {
        if ahead.isEmpty { ahead = try receive() }
        defer { ahead.removeFirst(min(count, ahead.count)) }
        return Array(ahead.prefix(count))
    }

    /// Everything up to a mark and the mark: a head, or a line of one.
    func read(through mark: String) throws -> [UInt8] {
        let mark = Array(mark.utf8)
        while true {
            if let found = ahead.firstRange(of: mark) {
                defer { ahead.removeFirst(found.upperBound) }
                return Array(ahead.prefix(found.upperBound))
            }
            guard ahead.count < Self.headLimit else { throw ConnectionEnded() }
            ahead += try receive()
        }
    }

    /// Sends all of it.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ConnectionEnded() }
            sent += count
        }
    }

    /// Lets what comes go, until the other side ends the connection.
    func waitForEnd() throws {
        while true { _ = try receive() }
    }

    /// Closes with a reset instead of an orderly end when it is closed.
    func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout.size(ofValue: linger))
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, size)
    }

    /// What has arrived, at least one byte.
    private func receive() throws -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { throw ConnectionEnded() }
        return Array(chunk.prefix(count))
    }
}

/// An address of the loopback interface, as the socket calls take it.
struct LoopbackAddress {
    /// The address in C's form.
    var value = sockaddr_in()

    /// 127.0.0.1 with a port, or with any free one.
    init(port: UInt16 = 0) {
        value.sin_family = sa_family_t(AF_INET)
        value.sin_port = port.bigEndian
        value.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    }
}
