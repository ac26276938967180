import Config
import HTTP
import S3
import SystemPackage
import Testing

/// Settings of an archive in S3 that cannot be used.
@Suite struct S3SettingsTests {
    @Test(arguments: [
        ("s3_endpoint", "minio:9000", "a URL like https://host or http://host:9000"),
        ("s3_endpoint", "http://host/path", "a URL like https://host or http://host:9000"),
        ("s3_region", "eu central", "the name of a region, like eu-central-1"),
        ("s3_region", "", "the name of a region, like eu-central-1"),
        ("s3_addressing", "both", "path or virtual"),
        ("s3_ca_file", "ca.crt", "an absolute path"),
        ("s3_ca_directory", "", "an absolute path"),
        ("s3_profile", "", "the name of a profile"),
    ])
    func `are told with what was expected`(key: String, value: String, expected: String) throws {
        let failure = #expect(throws: ConfigError.self) {
            try settings("archive = 's3://bucket'\n\(key) = '\(value)'")
        }
        #expect(
            failure?.description == "could not read setting \"\(key)\" (file \"/etc/test.conf\","
                + " line 2): \"\(value)\" is not \(expected)"
        )
    }

    @Test func `name two places of certificates, if they like`() throws {
        let both = try settings("archive = 's3://b12'\ns3_ca_directory = '/d'\ns3_ca_file = '/f'")
        #expect(both.s3.trust?.file == "/f")
        #expect(both.s3.trust?.directory == "/d")
        let one = try settings("archive = 's3://b12'\ns3_ca_file = '/f'")
        #expect(one.s3.trust?.directory == nil)
    }
}
