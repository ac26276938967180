import Foundation

/// The source tree that the tests were built from.
package enum Checkout {
    /// A file of the tree, by its path from the top.
    package static func url(_ path: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent(path)
    }
}
