/// The tablespaces' directories of one restore, claimed until it ends.
final class TablespaceClaims {
    private var claims: [TablespaceClaim] = []

    /// Keeps another claim.
    func add(_ claim: TablespaceClaim) {
        claims.append(claim)
    }

    /// The restore is whole.
    func end() throws(BackupError) {
        for claim in claims { try claim.end() }
        letGo()
    }

    /// Nobody needs to be kept away any more.
    func letGo() {
        claims = []
    }
}
