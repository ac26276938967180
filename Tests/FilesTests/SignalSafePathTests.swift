import Files
import SystemPackage
import TestSupport
import Testing

/// What a signal's handler removes.
///
/// Each test in a process of its own: there is one place in each.
@Suite(.refusesCalls) struct SignalSafePathTests {
    @Test func `a handler removes the one named file`() async {
        await #expect(processExitsWith: .success) {
            let scratch = try ScratchDirectory()
            SignalSafePath.prepare()
            SignalSafePath.removeAtExit()
            try onThread(refusing: [.unnamedFile(.notSupported)]) {
                let file = try scratch.temporaryFile([1])
                #expect(try scratch.names().count == 1)
                SignalSafePath.removeAtExit()
                #expect(try scratch.names() == [])
                SignalSafePath.removeAtExit()
                #expect(file.length == 1)
            }
            try await scratch.remove()
        }
    }

    @Test func `a handler removes nothing once the file has its name`() async {
        await #expect(processExitsWith: .success) {
            let scratch = try ScratchDirectory()
            try onThread(refusing: [.unnamedFile(.notSupported)]) {
                let publication = try scratch.temporaryFile([1]).publish(as: "a", once: .atomic)
                #expect(publication == .published)
                SignalSafePath.removeAtExit()
                #expect(try scratch.names() == ["a"])
            }
            try await scratch.remove()
        }
    }

    @Test func `a second file does not take the place of the first`() async {
        await #expect(processExitsWith: .success) {
            let scratch = try ScratchDirectory()
            try onThread(refusing: [.unnamedFile(.notSupported)]) {
                let first = try scratch.temporaryFile([1])
                let names = try scratch.names()
                _ = try scratch.temporaryFile([2])
                #expect(try scratch.names() == names)
                SignalSafePath.removeAtExit()
                #expect(try scratch.names() == [])
                #expect(first.length == 1)
            }
            try await scratch.remove()
        }
    }
}
