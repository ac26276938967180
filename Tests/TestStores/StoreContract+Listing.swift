import Archive
import WAL

/// Promises about listings.
extension StoreContract {
    private static let names = [
        "000000010000000000000001", "000000010000000000000002",
        "000000010000000000000002.00000028.backup", "000000010000000000000003.partial",
        "000000010000000100000000", "00000002.history", "000000020000000000000003",
    ]

    private static func fill(_ makeStore: MakeStore) throws {
        for name in names.reversed() {
            try makeStore().create(ObjectKey(WALFileName.named(name)), Array(name.utf8))
        }
    }

    static func checkListsByPrefix(_ makeStore: MakeStore) throws {
        try require(makeStore().names() == [], "an empty archive lists something")
        try fill(makeStore)
        try require(makeStore().names() == names, "a listing is not of what is there")
        let second = try makeStore().names(prefix: "00000002")
        try require(second == Array(names.suffix(2)), "a prefix gave \(second)")
        try require(makeStore().names(prefix: "00000003") == [], "a prefix of nothing gave some")
    }

    static func checkListsBehindKey(_ makeStore: MakeStore) throws {
        try fill(makeStore)
        let there = try makeStore().names(after: ObjectKey(WALFileName.named(names[1])))
        try require(there == Array(names.dropFirst(2)), "behind a key that is there: \(there)")
        let absent = ObjectKey(WALFileName.named("000000010000000000000004"))
        let behind = try makeStore().names(prefix: "00000001", after: absent)
        try require(behind == [names[4]], "behind a key that is not there: \(behind)")
    }

    static func checkStopsListing(_ makeStore: MakeStore) throws {
        try fill(makeStore)
        var visited = 0
        try makeStore().list(prefix: "", after: nil) { _ in
            visited += 1
            return visited < 3
        }
        try require(visited == 3, "\(visited) keys came to a visitor who wanted three")
    }

    /// The marker and the digests beside plain objects are ours, and no WAL.
    static func checkListsOnlyWAL(_ makeStore: MakeStore) throws {
        try makeStore().create(.marker, Archived.marker().bytes)
        try require(makeStore().names() == [], "the marker is listed")
        try fill(makeStore)
        try require(makeStore().names() == names, "something that is no WAL is listed")
    }
}
