/// How a file gets a name that nothing may have.
package enum CreateOnce: String, Sendable, CaseIterable {
    /// By a call that fails when the name is taken.
    case atomic
    /// By a look, then a rename, where the file system has no such call: two writers at the same
    /// moment may both win, and one file is lost.
    case testThenPut = "test-then-put"
}

/// What became of an attempt to give a file its name.
package enum Publication: Sendable {
    case published
    case nameTaken
    /// The file system offers no call that creates without replacing.
    case cannotCreateOnce
}
