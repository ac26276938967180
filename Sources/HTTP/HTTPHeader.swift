/// One line of a message's head.
package struct HTTPHeader: Equatable, Sendable {
    /// In lower case: names differ by that in nothing.
    package let name: String
    /// Without blanks around it.
    package let value: String

    /// Makes a header of both.
    package init(_ name: String, _ value: String) {
        self.name = name.lowercased()
        self.value = value
    }
}
