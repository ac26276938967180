import Files
import Testing

/// The names of the two ways to create once.
@Suite struct CreateOnceTests {
    @Test func `has the names that the settings use`() {
        #expect(CreateOnce.allCases.map(\.rawValue) == ["atomic", "test-then-put"])
    }
}
