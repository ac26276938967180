internal import HTTP
internal import S3

/// Takes an answer's body: what was asked for goes on to the receiver, an error is kept.
final class S3Answer {
    /// As many bytes as tell an error from an object: no WAL begins like one.
    private static let decisiveLength = 6
    private static let beginnings = ["<?xml ", "<Error"].map { Array($0.utf8) }

    private let receive: (HTTPResponse, RawSpan) -> Bool
    private let mayBeXML: Bool
    private var kept: [UInt8] = []
    private var isDecided = false
    private var isStopped = false

    /// - Parameter mayBeXML: whether what is asked for is a document itself, as a listing is.
    init(mayBeXML: Bool, receive: @escaping (HTTPResponse, RawSpan) -> Bool) {
        self.mayBeXML = mayBeXML
        self.receive = receive
    }

    /// Takes the next bytes; answers whether more are wanted.
    func take(_ response: HTTPResponse, _ bytes: RawSpan) -> Bool {
        guard Self.isSuccess(response) else { return keep(bytes) }
        if mayBeXML || isDecided && kept.isEmpty { return receive(response, bytes) }
        guard keep(bytes) else { return false }
        guard !isDecided, kept.count >= Self.decisiveLength else { return true }
        isDecided = true
        if Self.beginnings.contains(where: { kept.starts(with: $0) }) { return true }
        return handOn(response)
    }

    /// Why the answer is no success, its body having passed; nil for a success.
    func refusal(_ response: HTTPResponse) -> S3Refusal? {
        guard Self.isSuccess(response) else {
            return S3Refusal(response: response, body: S3ErrorBody(kept))
        }
        guard !kept.isEmpty else { return nil }
        if isDecided, let body = S3ErrorBody(kept) {
            return S3Refusal(response: response, body: body)
        }
        _ = handOn(response)
        return nil
    }

    private static func isSuccess(_ response: HTTPResponse) -> Bool {
        (200..<300).contains(response.status)
    }

    private func keep(_ bytes: RawSpan) -> Bool {
        let rest = S3ErrorBody.lengthLimit - kept.count
        let piece = bytes.extracting(first: min(bytes.byteCount, max(rest, 0)))
        unsafe piece.withUnsafeBytes { unsafe kept.append(contentsOf: $0) }
        return piece.byteCount == bytes.byteCount
    }

    private func handOn(_ response: HTTPResponse) -> Bool {
        let bytes = kept
        kept = []
        return receive(response, unsafe bytes.span.bytes)
    }
}
