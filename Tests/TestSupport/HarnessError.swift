/// Says why a test could not get what it needs.
package struct HarnessError: Error, CustomStringConvertible {
    /// The whole story, for who reads the test's output.
    package let description: String

    /// An error with this story.
    package init(_ description: String) { self.description = description }
}
