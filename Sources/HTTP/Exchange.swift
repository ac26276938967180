/// One request and its answer while they pass, as libcurl's callbacks see them.
final class Exchange {
    /// Why libcurl was told to end.
    enum End {
        /// The receiver wanted no more.
        case enough
        case failed(HTTPError.Cause, String)
    }

    /// More than any server's head; libcurl limits each line.
    private static let headLimit = 256 << 10

    /// What it passes over.
    let connection: OpenConnection
    private let body: (any HTTPBody)?
    private let receive: (HTTPResponse, RawSpan) -> Bool
    private let passed: (Int) -> Void
    private let mayGoOn: () -> Bool
    private let now: () -> Duration
    private var pace: TransferPace
    private var headLength = 0
    private var moved: UInt64 = 0
    private(set) var sent: UInt64 = 0
    private(set) var response = HTTPResponse()
    private(set) var end: End?

    init(
        over connection: OpenConnection,
        body: (any HTTPBody)?,
        pace: TransferPace,
        now: @escaping () -> Duration,
        passed: @escaping (Int) -> Void,
        mayGoOn: @escaping () -> Bool,
        receive: @escaping (HTTPResponse, RawSpan) -> Bool
    ) {
        self.connection = connection
        self.body = body
        self.pace = pace
        self.now = now
        self.passed = passed
        self.mayGoOn = mayGoOn
        self.receive = receive
    }

    /// Whether every byte of the body was handed to libcurl.
    var isSent: Bool { sent >= body?.length ?? 0 }

    /// Takes a line of the head; false ends the transfer.
    func take(head bytes: RawSpan) -> Bool {
        headLength += bytes.byteCount
        let line = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        if headLength <= Self.headLimit, response.take(line: line) { return true }
        end = .failed(.badResponse, "its head is too long")
        return false
    }

    /// Takes bytes of the answer's body; false ends the transfer.
    func take(body bytes: RawSpan) -> Bool {
        note(bytes.byteCount)
        if receive(response, bytes) { return true }
        end = .enough
        return false
    }

    /// Gives the next bytes to be sent; nil ends the transfer.
    func give(limit: Int, into write: (RawSpan) -> Void) -> Int? {
        guard let body, sent < body.length else { return 0 }
        var count = 0
        do throws(HTTPBodyError) {
            let rest = Int(clamping: body.length - sent)
            try body.read(at: sent, limit: min(limit, rest)) { bytes in
                write(bytes)
                count = bytes.byteCount
            }
        } catch {
            end = .failed(.body, error.reason)
            return nil
        }
        guard count > 0 else {
            end = .failed(.body, "it is shorter than it was")
            return nil
        }
        sent += UInt64(count)
        note(count)
        return count
    }

    /// Goes back or forth in the body: libcurl sends it again when a kept connection was dead.
    func seek(to offset: Int) {
        sent = UInt64(clamping: offset)
    }

    /// Looks at the time; false ends the transfer.
    func goesOn() -> Bool {
        guard mayGoOn() else {
            end = .failed(.givenUp, "")
            return false
        }
        let told = response.header("content-length").flatMap(UInt64.init) ?? 0
        let (size, isTooLarge) = (body?.length ?? 0).addingReportingOverflow(told)
        let cause = pace.judge(moved: moved, size: isTooLarge ? .max : size, now: now())
        guard let cause else { return true }
        end = .failed(cause, "")
        return false
    }

    private func note(_ count: Int) {
        moved += UInt64(count)
        passed(count)
    }
}
