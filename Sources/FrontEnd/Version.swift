/// The version of every command of this package.
package enum Version {
    /// As `--version` tells it.
    package static let text = "0.1.0"
}
