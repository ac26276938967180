import Ahead
import TestStores
import Testing
import WAL

/// Which files are stored ahead, and when none may be.
@Suite struct PushGroupTests {
    private static let names = (1...9).map {
        WALFileName.named("00000001000000000000000\($0)")
    }

    private func group(_ size: Int, limit: Int = 8, names: [WALFileName] = names) -> PushGroup {
        PushGroup(
            names,
            size: GroupSize(remembered: size, limit: limit),
            time: GroupTime(start: .seconds(100), budget: .seconds(5))
        )
    }

    /// Begins all that may be begun at a moment.
    private func begin(_ group: inout PushGroup, at seconds: Double) -> [WALFileName] {
        var begun: [WALFileName] = []
        while let name = group.begin(at: .seconds(seconds)) { begun.append(name) }
        return begun
    }

    @Test func `begins in order as many as the size leaves beside the asked file`() {
        var group = group(4)
        #expect(begin(&group, at: 100) == Array(Self.names[0..<3]))
        #expect(group.running == 3)
    }

    @Test func `begins none beside the asked file when the size is 1, and one after it`() {
        var group = group(1)
        #expect(begin(&group, at: 100) == [])
        group.finishAsked(after: .seconds(1))
        #expect(begin(&group, at: 101) == [Self.names[0]])
    }

    @Test func `grows with every file stored`() {
        var group = group(2)
        #expect(begin(&group, at: 100) == [Self.names[0]])
        group.end(.stored, after: .seconds(1))
        #expect(begin(&group, at: 101) == Array(Self.names[1...2]))
        #expect(group.stored == 1)
        #expect(group.sizeForNext(askedFailed: false).value == 3)
    }

    @Test func `does not grow where files take long, the link being full`() {
        var group = group(3)
        _ = begin(&group, at: 100)
        group.end(.stored, after: .seconds(2.6))
        #expect(group.size.value == 3)
        group.end(.stored, after: .seconds(2.5))
        #expect(group.size.value == 4)
    }

    @Test func `begins nothing after a failure, and leaves the size 1`() {
        var group = group(4)
        _ = begin(&group, at: 100)
        group.end(.failed, after: .seconds(1))
        #expect(begin(&group, at: 101) == [])
        #expect(group.sizeForNext(askedFailed: false).value == 1)
    }

    @Test func `ends where somebody else archives, whatever is under way`() {
        var group = group(4)
        _ = begin(&group, at: 100)
        group.finishAsked(after: .seconds(1))
        #expect(group.mayGoOn(at: .seconds(101)))
        group.end(.refused, after: .seconds(1))
        #expect(!group.mayGoOn(at: .seconds(101)))
        #expect(begin(&group, at: 101) == [])
        #expect(group.sizeForNext(askedFailed: false).value == 1)
    }

    @Test func `leaves the size 1 when the asked file failed`() {
        #expect(group(6).sizeForNext(askedFailed: true).value == 1)
    }

    @Test func `leaves half the size when files had to be given up`() {
        var group = group(6)
        #expect(begin(&group, at: 100).count == 5)
        group.close()
        #expect(group.sizeForNext(askedFailed: false).value == 3)
        #expect(begin(&group, at: 100) == [])
        #expect(!group.mayGoOn(at: .seconds(100)))
    }

    @Test func `works on with little where earlier records were lost`() {
        var group = group(6)
        _ = begin(&group, at: 100)
        group.end(.found, after: .seconds(1))
        #expect(group.size.value == 1)
    }

    @Test func `begins nothing once the budget is spent`() {
        var group = group(2)
        #expect(begin(&group, at: 104.9) == [Self.names[0]])
        group.end(.stored, after: .zero)
        #expect(begin(&group, at: 105) == [])
    }

    @Test func `begins nothing that would not be done in time`() {
        var group = group(2)
        group.finishAsked(after: .seconds(7))
        #expect(begin(&group, at: 103.1) == [])
        #expect(begin(&group, at: 102.9).count == 2)
    }

    /// The link is the asked file's own once that has taken the whole budget.
    @Test func `gives way to an asked file that takes long`() {
        var group = group(2)
        #expect(group.mayGoOn(at: .seconds(104.9)))
        #expect(!group.mayGoOn(at: .seconds(105)))
        group.finishAsked(after: .seconds(4))
        #expect(group.mayGoOn(at: .seconds(109.9)))
        #expect(!group.mayGoOn(at: .seconds(110)))
    }

    @Test func `ends when nothing waits`() {
        var group = group(8, names: [Self.names[0]])
        #expect(begin(&group, at: 100) == [Self.names[0]])
        #expect(!group.isIdle)
        group.end(.stored, after: .zero)
        #expect(group.isIdle)
        #expect(begin(&group, at: 100) == [])
    }
}
