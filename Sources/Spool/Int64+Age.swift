extension Int64 {
    /// Whether a moment that somebody wrote lies so many seconds before this one, at most, and not
    /// after it.
    func isWithin(_ lifetime: Int64, after moment: Int64) -> Bool {
        let age = subtractingReportingOverflow(moment)
        return !age.overflow && (0..<lifetime).contains(age.partialValue)
    }
}
