package import Archive
package import Config
internal import S3

extension Settings {
    /// What records of the archive are bound to: its store's `canonicalURL`, for which nothing is
    /// asked over a network; nil where the settings lead to no store.
    package func canonicalArchive(_ surroundings: CallSurroundings) -> String? {
        (try? openArchive(surroundings))?.canonicalURL
    }

    /// The store of the archive that the settings name, metered.
    package func openArchive(_ surroundings: CallSurroundings) throws(StoreError) -> any Store {
        switch archive {
        case .directory(let path):
            return MeteredStore(
                DirectoryStore(path: path, once: createOnce),
                meter: surroundings.meter
            )
        case .s3(let bucket, let prefix):
            return store(try access(to: bucket, surroundings), prefix, surroundings)
        case .googleCloud(let bucket, let prefix):
            return store(try googleCloudAccess(to: bucket), prefix, surroundings)
        }
    }

    /// The same where an operator decides that another object gets a name.
    package func openReplacingArchive(
        _ surroundings: CallSurroundings
    ) throws(StoreError) -> any ReplacingStore {
        switch archive {
        case .directory(let path): DirectoryStore(path: path, once: createOnce)
        case .s3(let bucket, let prefix):
            store(try access(to: bucket, surroundings), prefix, surroundings)
        case .googleCloud(let bucket, let prefix):
            store(try googleCloudAccess(to: bucket), prefix, surroundings)
        }
    }

    private func store(
        _ access: S3Access,
        _ prefix: String,
        _ surroundings: CallSurroundings
    ) -> S3Store {
        S3Store(access: access, prefix: prefix, once: createOnce, surroundings: surroundings)
    }

    /// A bucket of Google Cloud Storage, reached as one of S3.
    func googleCloudAccess(to bucket: String) throws(StoreError) -> S3Access {
        do throws(S3AccessError) {
            return try S3Access(googleCloudBucket: bucket, choices: s3)
        } catch {
            throw StoreError(.permanent, error.description)
        }
    }

    func access(
        to bucket: String,
        _ surroundings: CallSurroundings
    ) throws(StoreError) -> S3Access {
        do throws(S3AccessError) {
            return try S3Access(
                bucket: bucket,
                choices: s3,
                environment: surroundings.environment,
                home: surroundings.home()
            )
        } catch {
            throw StoreError(.permanent, error.description)
        }
    }
}
