package import SystemPackage

/// One word of the command line: as text, and as the path that its bytes may be.
package struct Argument: Equatable, Sendable {
    /// What it says; bytes that are no text are replaced.
    package let text: String
    /// The file that it names.
    package let path: FilePath

    /// Takes a word that is text.
    package init(_ text: String) {
        self.text = text
        path = FilePath(text)
    }

    /// Takes the bytes as they are: a path need not be text.
    package init(bytes: UnsafePointer<CChar>) {
        unsafe text = String(cString: bytes)
        unsafe path = FilePath(platformString: bytes)
    }
}
