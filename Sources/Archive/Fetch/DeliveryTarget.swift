/// Where a fetched file goes: nothing is there until it is delivered, whole.
package protocol DeliveryTarget: AnyObject {
    /// Whether the file that PostgreSQL asked for is there already, whoever put it there.
    func isTaken() throws(StoreError) -> Bool

    /// Begins anew, with nothing written.
    func begin()

    /// Appends plain bytes.
    func write(_ plain: RawSpan) throws(StoreError)

    /// Gives the written bytes their name; replaces nothing.
    func deliver() throws(StoreError)
}

extension StoreError {
    /// PostgreSQL removes what it asks for before it asks; pg_rewind and people may not.
    package static var targetTaken: StoreError {
        StoreError(
            .permanent,
            "the file to be written exists already",
            hint: "Remove it and try again."
        )
    }
}
