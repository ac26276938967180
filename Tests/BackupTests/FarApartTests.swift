import Testing

@testable import Backup

/// The order in which a backup's parts are fetched.
@Suite struct FarApartTests {
    @Test func `neighbours are taken after one another, not at once`() {
        #expect(Array(0..<10).farApart(lanes: 4) == [0, 3, 6, 9, 1, 4, 7, 2, 5, 8])
        #expect(Array(0..<3).farApart(lanes: 4) == [0, 1, 2])
        #expect([Int]().farApart(lanes: 4) == [])
    }

    @Test(arguments: 0...20, 0...9)
    func `everything is taken, once`(count: Int, lanes: Int) {
        #expect(Array(0..<count).farApart(lanes: lanes).sorted() == Array(0..<count))
    }
}
