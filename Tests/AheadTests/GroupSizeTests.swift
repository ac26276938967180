import Ahead
import Testing

/// How many files a call stores at once.
@Suite struct GroupSizeTests {
    @Test(arguments: [(nil, 8, 2), (5, 8, 5), (50, 8, 8), (0, 8, 1), (-3, 8, 1), (2, 0, 1)])
    func `begins with what was remembered, within its limits`(
        remembered: Int?,
        limit: Int,
        value: Int
    ) {
        #expect(GroupSize(remembered: remembered, limit: limit).value == value)
    }

    @Test func `grows by one up to its limit`() {
        var size = GroupSize(remembered: 6, limit: 8)
        let values = (0..<4).map { _ in
            size.grow()
            return size.value
        }
        #expect(values == [7, 8, 8, 8])
    }

    @Test func `halves, and is never less than 1`() {
        var size = GroupSize(remembered: 9, limit: 16)
        let values = (0..<5).map { _ in
            size.halve()
            return size.value
        }
        #expect(values == [4, 2, 1, 1, 1])
    }

    @Test func `is 1 after a failure`() {
        var size = GroupSize(remembered: 9, limit: 16)
        size.collapse()
        #expect(size.value == 1)
    }
}
