/// What must be kept.
package struct RetentionPolicy: Equatable, Sendable {
    /// How many of the newest full backups; nil: the days alone decide.
    package let fullBackups: Int?
    /// For how many days back one can recover to any time; nil: the number alone decides.
    package let days: Int?

    /// Makes a policy; nil where it would keep nothing, or says nothing.
    package init?(fullBackups: Int?, days: Int?) {
        guard fullBackups != nil || days != nil, fullBackups.map({ $0 > 0 }) ?? true,
            days.map({ $0 >= 0 }) ?? true
        else { return nil }
        self.fullBackups = fullBackups
        self.days = days
    }
}
