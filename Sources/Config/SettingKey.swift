/// Every setting there is, by its name in the file.
package enum SettingKey: String, CaseIterable, Sendable, CustomStringConvertible {
    /// URL of the archive: `file:///path` or `s3://bucket/prefix`. Required.
    case archive
    /// URL of the place of base backups; neither the archive nor above or below it.
    case backups
    /// Directory of small records that make calls cheaper; may be deleted at any time.
    case spool
    /// `zstd` (default) or `none`.
    case compression
    /// zstd's level, -7 to 11 (integer, default: 1).
    case compressionLevel = "compression_level"
    /// `atomic` (default), or `test-then-put` for stores that cannot create exclusively.
    case createOnce = "create_once"
    /// Whether WAL is checked against its name and cluster (boolean, default: on).
    case checkWAL = "check_wal"
    /// Whether wal-fetch stops a standby too when it cannot tell (boolean, default: off).
    case strict
    /// One segment that may be missing though later ones are there.
    case acceptGap = "accept_gap"
    /// Seconds for one call (default: 60 for wal-push, 300 for wal-fetch).
    case timeout
    /// Seconds for one call of wal-fetch on a standby (default: 10).
    case standbyTimeout = "standby_timeout"
    /// How many files wal-push stores beside the one that it was asked for, at most (integer,
    /// default: 128).
    case pushAhead = "push_ahead"
    /// How many files wal-push stores at once, at most (integer, default: by the kind of archive).
    case pushJobs = "push_jobs"
    /// For how long wal-push begins files that it was not asked for (default: 5).
    case pushBudget = "push_budget"
    /// How many segments wal-fetch fetches ahead, at most (integer, default: 64).
    case fetchAhead = "fetch_ahead"
    /// How many segments are fetched ahead at once (integer, default: by the kind of archive).
    case fetchJobs = "fetch_jobs"
    /// URL of the server of an archive in S3 (default: AWS's).
    case s3Endpoint = "s3_endpoint"
    /// Name of the bucket's region (default: found out).
    case s3Region = "s3_region"
    /// `path` or `virtual` (default: by the server).
    case s3Addressing = "s3_addressing"
    /// File of the certificates that are trusted (default: none).
    case s3CAFile = "s3_ca_file"
    /// Directory of the certificates that are trusted, under their hashes (default: the system's).
    case s3CADirectory = "s3_ca_directory"
    /// Profile in AWS's shared files that has the credentials (default: `default`).
    case s3Profile = "s3_profile"
    /// Storage class of new objects (default: the bucket's).
    case s3StorageClass = "s3_storage_class"
    /// `AES256`, `aws:kms` or `aws:kms:dsse` (default: the bucket's).
    case s3Encryption = "s3_encryption"
    /// Name of the key for `aws:kms`, which is meant where nothing else is said.
    case s3KMSKeyID = "s3_kms_key_id"
    /// File of the key with which the server encrypts and which it does not keep.
    case s3CustomerKeyFile = "s3_customer_key_file"
    /// `key=value&key=value`, escaped as in a URL.
    case s3Tags = "s3_tags"
    /// `governance` or `compliance`, and for how many days, like `compliance:30d` (default: the
    /// bucket's).
    case s3ObjectLock = "s3_object_lock"
    /// Whether whoever asks pays (boolean, default: off).
    case s3RequesterPays = "s3_requester_pays"
    /// Bytes a second, with a unit (default: no limit).
    case s3BandwidthLimit = "s3_bandwidth_limit"
    /// Key for an archive in Google Cloud Storage.
    case gsAccessKeyID = "gs_access_key_id"
    /// Its secret; no flag.
    case gsSecretAccessKey = "gs_secret_access_key"

    package var description: String { rawValue }

    /// Whether nobody may see its value: it is no flag, which everybody on the host could see.
    package var isSecret: Bool { self == .gsSecretAccessKey }

    /// The environment variable that sets it.
    package var variable: String {
        self == .archive ? "WAL_ARCHIVE" : "WAL_ARCHIVE_" + rawValue.uppercased()
    }

    /// The flag that sets it, without its hyphens in front.
    package var flag: String {
        String(rawValue.map { $0 == "_" ? "-" : $0 })
    }

    /// The setting of a flag, without its hyphens in front.
    package init?(flag: String) {
        guard let key = Self.allCases.first(where: { $0.flag == flag && !$0.isSecret }) else {
            return nil
        }
        self = key
    }
}
