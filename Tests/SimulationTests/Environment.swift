import Glibc

/// Variables that a campaign sets to make a test longer.
enum Environment {
    /// The value of a variable; nil where it is not set.
    static func value(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        return String(cString: value)
    }
}
