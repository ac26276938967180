package import Archive

/// Makes sure that this machine's clock and those of the stores agree, before what it says decides
/// what is removed.
package enum ClockAgreement {
    /// Seconds: no clock that follows a time server is so wrong.
    private static let tolerance: UInt64 = 300

    /// Asks stores for their clocks; one that does not tell is believed.
    package static func check(_ stores: [any ObjectStore]) throws(BackupError) {
        for store in stores {
            let lead = try BackupError.store { () throws(StoreError) in try store.clockLead() }
            guard let lead, lead.magnitude > tolerance else { continue }
            throw .store(
                StoreError(
                    .permanent,
                    "this machine's clock is \(lead.magnitude) s"
                        + " \(lead > 0 ? "behind" : "ahead of") that of \"\(store.url)\", and a"
                        + " wrong clock removes what is needed",
                    hint: "Correct the one that is wrong: let it follow a time server."
                )
            )
        }
    }
}
