extension Array {
    /// In an order in which neighbours are not taken at once.
    ///
    /// Parts that follow one another are mostly of one file, and the kernel lets one thread at a
    /// time write to that.
    ///
    /// - Parameter lanes: how many are taken at once.
    func farApart(lanes: Int) -> Self {
        let step = Swift.max(1, (count + lanes - 1) / Swift.max(1, lanes))
        return (0..<step).flatMap { first in
            stride(from: first, to: count, by: step).map { self[$0] }
        }
    }
}
