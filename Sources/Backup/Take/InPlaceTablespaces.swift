/// Tablespaces that lie in the data directory itself, which nothing but PostgreSQL's own tests has
/// (`allow_in_place_tablespaces`).
///
/// They have no place of their own that a restore could link to: a backup with one would look whole.
enum InPlaceTablespaces {
    /// Throws where there is one.
    static func refuse(_ locations: [UInt32: String]) throws(BackupError) {
        let relative = locations.filter { $0.value.utf8.first != UInt8(ascii: "/") }
        guard let oid = relative.keys.min() else { return }
        throw .refused(
            "tablespace \(oid) lies in the data directory itself, which no backup here can have"
                + " HINT: It was made with allow_in_place_tablespaces: make another one elsewhere,"
                + " move what is in it there, and drop it."
        )
    }
}
