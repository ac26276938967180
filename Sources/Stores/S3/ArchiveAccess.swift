package import Archive
package import Config
internal import S3
package import SystemPackage

/// By whom an archive on a server is asked, for those who check it; no secret is in it.
package struct ArchiveAccess: Equatable, Sendable {
    /// The key's name and the place where it was found, in words.
    package let credentials: String
    /// What AWS's own variables and files said where the settings say nothing.
    package let reports: [SettingReport]
    /// Files that hold a secret.
    package let secretFiles: [FilePath]
}

extension Settings {
    /// Finds the credentials as a request would; nil for a directory.
    package func archiveAccess(
        _ surroundings: CallSurroundings
    ) throws(StoreError) -> ArchiveAccess? {
        guard let access = try access(surroundings) else { return nil }
        let connection = S3Connection(access: access, surroundings: surroundings)
        do throws(CredentialError) {
            let (credentials, place) = try connection.identify()
            return ArchiveAccess(
                credentials: "access key \(credentials.accessKeyID), from \(place)",
                reports: access.ambient.map { reports($0) } ?? [],
                secretFiles: access.secretFiles
            )
        } catch {
            throw StoreError(.permanent, error.description)
        }
    }

    /// How the archive's server is reached; nil for a directory.
    private func access(_ surroundings: CallSurroundings) throws(StoreError) -> S3Access? {
        switch archive {
        case .directory: nil
        case .s3(let bucket, _): try access(to: bucket, surroundings)
        case .googleCloud(let bucket, _): try googleCloudAccess(to: bucket)
        }
    }

    private func reports(_ ambient: AmbientSettings) -> [SettingReport] {
        let values: [(SettingKey, AmbientSettings.Value?)] = [
            (.s3Endpoint, ambient.endpoint), (.s3Region, ambient.region),
            (.s3CAFile, ambient.certificates), (.s3Profile, ambient.profile),
        ]
        return values.compactMap { key, value in
            // Either file or directory of certificates counts alone.
            let isSet =
                source(of: key) != nil || key == .s3CAFile && source(of: .s3CADirectory) != nil
            guard !isSet, let value else { return nil }
            return SettingReport(key: key, value: value.text, source: SettingSource(value.source))
        }
    }
}

extension SettingSource {
    fileprivate init(_ source: AmbientSettings.Source) {
        self =
            switch source {
            case .variable(let name): .variable(name)
            case .profile(let profile, let setting): .profile(profile, setting: setting)
            }
    }
}
