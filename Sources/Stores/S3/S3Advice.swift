internal import Archive
internal import HTTP
internal import S3

extension S3Refusal {
    /// What to do next, a sentence.
    func hint(for method: HTTPRequest.Method, _ dialect: StorageDialect = .s3) -> String? {
        if isOfKeyService {
            return "Grant kms:GenerateDataKey and kms:Decrypt on the key that s3_kms_key_id or the"
                + " bucket names; is it enabled, and in the bucket's region?"
        }
        return switch code {
        case "AccessDenied", "AllAccessDisabled": grants(method, dialect)
        case "InvalidAccessKeyId", "SignatureDoesNotMatch":
            "Check the access key and its secret."
        case "ExpiredToken", "InvalidToken", "TokenRefreshRequired":
            "The session token is not valid any more: new credentials are needed."
        case "NoSuchBucket": "Check the setting archive: this program never creates a bucket."
        case "RequestTimeTooSkewed": "Correct this machine's clock."
        case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException":
            told.map { "The bucket is in another region: set s3_region = '\($0)'." }
                ?? "Check s3_endpoint and s3_region."
        case "InvalidObjectState":
            "A lifecycle rule moved it to cold storage: restore it there (aws s3api"
                + " restore-object), and keep such rules away from the archive."
        case "QuotaExceeded":
            "Raise the bucket's or the user's quota, or make room: the server keeps its WAL in"
                + " pg_wal meanwhile."
        case "InvalidStorageClass": "Check s3_storage_class: this server knows other names."
        case nil where kind != .transient: "Is this a server of S3? Check s3_endpoint."
        default: nil
        }
    }

    /// Whether the service refused that has the key with which the bucket encrypts.
    private var isOfKeyService: Bool {
        guard let body else { return false }
        return body.code.hasPrefix("KMS.") || body.message.contains("kms:")
    }

    private func grants(_ method: HTTPRequest.Method, _ dialect: StorageDialect) -> String {
        switch (dialect == .googleCloud, method == .put) {
        case (true, true): "Grant the key's account storage.objects.create on the bucket."
        case (true, false):
            "Grant the key's account storage.objects.get and storage.objects.list on the bucket."
        case (false, true): "Grant s3:PutObject on the archive's objects."
        case (false, false):
            "Grant s3:GetObject on the archive's objects and s3:ListBucket on the bucket:"
                + " without it S3 answers 403 for a missing object too."
        }
    }
}
