/// Why a request got no whole answer.
package struct HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What stood in the way.
    package enum Cause: Equatable, Sendable {
        /// libcurl is missing or lacks a function.
        case libraryUnavailable
        /// The server's name, or a proxy's, has no address.
        case nameNotFound
        /// Nobody accepts connections there, or no way leads there.
        case notConnected
        /// The server does not prove that it is the one that was meant.
        case untrusted
        /// No encryption could be agreed on.
        case tls
        /// No byte came or went in this time.
        case silent(Duration)
        /// Less passed in this time than a transfer must move.
        case stalled(Duration)
        /// It took longer than its size allows.
        case tooLong(Duration)
        /// The connection ended before the answer was whole.
        case broken
        /// What came is no HTTP.
        case badResponse
        /// The bytes to be sent could not be read.
        case body
        /// Nobody wants it any more.
        case givenUp
        /// libcurl refused or failed otherwise.
        case failed
    }

    /// What stood in the way.
    package let cause: Cause
    /// libcurl's words, or the system's; empty where the cause says all.
    package let words: String
    /// Whether the server may have got the whole request, and acted on it.
    package let mayHaveArrived: Bool

    /// Makes an error of its parts.
    package init(_ cause: Cause, _ words: String = "", mayHaveArrived: Bool = false) {
        self.cause = cause
        self.words = words
        self.mayHaveArrived = mayHaveArrived
    }

    /// What failed and why, without a full stop.
    package var description: String {
        words.isEmpty ? summary : "\(summary): \(words)"
    }

    private var summary: String {
        switch cause {
        case .libraryUnavailable: "could not load libcurl"
        case .nameNotFound: "could not resolve the server's name"
        case .notConnected: "could not connect to the server"
        case .untrusted: "the server's certificate is not trusted"
        case .tls: "could not agree with the server on encryption"
        case .silent(let time): "the server let nothing pass for \(Self.seconds(time))"
        case .stalled(let time): "the server let less than 64 KiB/s pass for \(Self.seconds(time))"
        case .tooLong(let time): "it was not done after \(Self.seconds(time))"
        case .broken: "the connection broke"
        case .badResponse: "the server's answer is no HTTP"
        case .body: "could not read what is to be sent"
        case .givenUp: "it was given up"
        case .failed: "libcurl failed"
        }
    }

    private static func seconds(_ time: Duration) -> String {
        "\(Int64((time / .seconds(1)).rounded())) s"
    }
}
