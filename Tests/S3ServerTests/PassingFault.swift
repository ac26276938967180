import TestSupport

/// Something that happens once to a request, and that another try does not meet.
struct PassingFault: Sendable, CustomStringConvertible {
    /// How a test case is named after it.
    let description: String

    /// What happens.
    let fault: Fault

    /// Faults that either kind of request may meet.
    private static let either = [
        PassingFault(description: "500", fault: .answer(.internalError)),
        PassingFault(description: "502 of a gateway", fault: .answer(.badGateway)),
        PassingFault(description: "503 SlowDown", fault: .answer(.slowDown)),
        PassingFault(description: "429 with Retry-After", fault: .answer(.tooMany(retryAfter: 1))),
        PassingFault(description: "200 with an error", fault: .answer(.errorInSuccess)),
        PassingFault(description: "400 RequestTimeout", fault: .answer(.requestTimeout)),
        PassingFault(description: "no answer", fault: .lostAnswer),
    ]

    /// What may happen to a push.
    static let ofPushes =
        either + [PassingFault(description: "409", fault: .answer(.conflict))]
        + Fault.Interruption.allCases.filter { $0 != .stall }.flatMap { what in
            [0, 1, 500_000].map { PassingFault(what, whileSending: $0) }
        }

    /// What may happen to a fetch.
    static let ofFetches =
        either
        + Fault.Interruption.allCases.filter { $0 != .stall }.flatMap { what in
            [0, 1, 100, 500_000].map { PassingFault(what, whileReceiving: $0) }
        }

    private init(description: String, fault: Fault) {
        (self.description, self.fault) = (description, fault)
    }

    private init(_ what: Fault.Interruption, whileSending offset: Int) {
        description = "\(what.rawValue) after \(offset) bytes sent"
        fault = .whileSending(what, after: offset)
    }

    private init(_ what: Fault.Interruption, whileReceiving offset: Int) {
        description = "\(what.rawValue) after \(offset) bytes received"
        fault = .whileReceiving(what, after: offset)
    }
}
