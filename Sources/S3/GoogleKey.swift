/// The key for Google Cloud Storage that the settings give.
struct GoogleKey: CredentialSource {
    private let keyID: String?
    private let secret: String?

    init(_ choices: S3Access.Choices) {
        keyID = choices.googleKeyID
        secret = choices.googleSecret
    }

    var name: String? { "the settings gs_access_key_id and gs_secret_access_key" }

    func find(_ means: CredentialMeans) throws(CredentialError) -> Credentials? {
        guard let keyID, let secret else {
            throw .googleKeyMissing(keyID == nil ? "gs_access_key_id" : "gs_secret_access_key")
        }
        return Credentials(accessKeyID: keyID, secretAccessKey: secret)
    }
}
