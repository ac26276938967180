import HTTP

/// Bytes in memory, given in pieces.
final class BytesBody: HTTPBody {
    private let bytes: [UInt8]
    private let piece: Int
    var length: UInt64 { UInt64(bytes.count) }

    init(_ bytes: [UInt8], piece: Int) {
        self.bytes = bytes
        self.piece = piece
    }

    func read(
        at offset: UInt64,
        limit: Int,
        receive: (RawSpan) -> Void
    ) throws(HTTPBodyError) {
        let part = Array(bytes.dropFirst(Int(offset)).prefix(min(limit, piece)))
        receive(part.span.bytes)
    }
}

/// Ten bytes that cannot be read.
final class BrokenBody: HTTPBody {
    let length: UInt64 = 10

    func read(
        at offset: UInt64,
        limit: Int,
        receive: (RawSpan) -> Void
    ) throws(HTTPBodyError) {
        throw HTTPBodyError("the disk is gone")
    }
}

final class Counter {
    var count = 0
}

extension HTTPClient {
    /// A client with the limits of the commands, or shorter ones.
    static func ofTest(
        waitLimit: Duration = .seconds(15),
        stallTime: Duration = .seconds(15),
        bytesPerSecond: UInt64? = nil,
        passed: @escaping (Int) -> Void = { _ in },
        mayGoOn: @escaping () -> Bool = { true }
    ) -> HTTPClient {
        let clock = ContinuousClock()
        let start = clock.now
        var options = Options(
            limits: TransferLimits(
                slowestRate: 64 << 10,
                stallTime: stallTime,
                shortestLimit: .seconds(60),
                expectedRate: 1 << 20
            ),
            waitLimit: { waitLimit },
            now: { clock.now - start },
            passed: passed
        )
        options.bytesPerSecond = bytesPerSecond
        options.mayGoOn = mayGoOn
        return HTTPClient(options)
    }
}
