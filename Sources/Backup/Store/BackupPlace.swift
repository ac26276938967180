package import Archive
internal import Codec
internal import WAL

/// Where base backups are, and how it is opened by each thread that works there.
package struct BackupPlace: Sendable {
    /// The location's URL.
    package let url: String
    /// Opens it once more.
    package let opener: OpenObjects

    /// Names a place.
    ///
    /// - Parameters:
    ///   - opening: opens the bare store.
    ///   - policy: how long transient failures are retried.
    package init(url: String, policy: RetryPolicy, opening: @escaping OpenObjects) {
        self.url = url
        opener = { () throws(StoreError) in
            RetryingObjects(try opening(), policy: policy, clock: ThreadClock())
        }
    }

    /// Opens it for the calling thread.
    package func objects() throws(BackupError) -> any ObjectStore {
        do throws(StoreError) {
            return try opener()
        } catch {
            throw .store(error)
        }
    }
}

extension ObjectStore {
    /// Stores a small plain object, unless the very same bytes are there.
    func create(_ name: ObjectName, _ bytes: [UInt8]) throws(BackupError) {
        do throws(StoreError) {
            let staged = try stage(name)
            try staged.write(unsafe bytes.span.bytes)
            if try staged.publish(identity: nil, form: .plain) == .created { return }
            // A try before whose answer was lost may have stored it.
            if try contents(of: name, limit: bytes.count) == bytes { return }
        } catch {
            throw .store(error)
        }
        throw .refused("\"\(url)/\(name)\" is there already, with other contents")
    }

    /// Makes sure that the place holds this cluster's backups and no other's.
    func claim(_ system: SystemIdentifier) throws(BackupError) {
        var random = SystemRandomNumberGenerator()
        let fresh = ClusterMarker(system: system, random: &random)
        let found = try BackupError.store { () throws(StoreError) in
            if let marker = try clusterMarker() { return marker as ClusterMarker? }
            return try createMarker(fresh)
        }
        if let found, found.system != system {
            throw .refused(
                "\"\(url)\" holds the backups of cluster \(found.system), and this is cluster"
                    + " \(system) HINT: Give every cluster a place of its own."
            )
        }
    }

    /// Whose backups, or whose WAL, this is; nil where nothing of ours was ever stored.
    func clusterMarker() throws(StoreError) -> ClusterMarker? {
        let name = ObjectName(ObjectKey.marker)
        guard let bytes = try contents(of: name, limit: ClusterMarker.lengthLimit) else {
            return nil
        }
        guard let marker = ClusterMarker(bytes) else {
            throw StoreError(
                .permanent,
                "\"\(url)/\(name)\" is damaged",
                hint: "Compare it with its description in the README."
            )
        }
        return marker
    }

    private func createMarker(_ marker: ClusterMarker) throws(StoreError) -> ClusterMarker? {
        let staged = try stage(ObjectName(ObjectKey.marker))
        try staged.write(unsafe marker.bytes.span.bytes)
        let outcome = try staged.publish(identity: nil, form: .plain)
        return outcome == .created ? marker : try clusterMarker()
    }
}
