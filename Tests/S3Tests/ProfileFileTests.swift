import S3
import SystemPackage
import Testing

/// AWS's shared files.
@Suite struct ProfileFileTests {
    private let credentials = """
        # written by hand
        [default]
        aws_access_key_id = AKIADEFAULT
        aws_secret_access_key=se=cret # kept
        [ other ]
        AWS_ACCESS_KEY_ID =AKIAOTHER
        aws_secret_access_key = other;secret
        ; a comment
        no setting
        [broken
        aws_access_key_id = AKIABROKEN
        """
    private let config = """
        [default]
        region = eu-central-1
        [profile other]
        region = us-west-2
        s3 =
            addressing_style = path
        endpoint_url = http://minio:9000
        [other]
        region = nowhere
        [sso-session x]
        region = nowhere
        """

    @Test func `holds the keys of profiles`() {
        let file = ProfileFile(credentials, kind: .credentials)
        #expect(
            file["default"] == [
                "aws_access_key_id": "AKIADEFAULT", "aws_secret_access_key": "se=cret",
            ]
        )
        #expect(
            file["other"] == [
                "aws_access_key_id": "AKIAOTHER", "aws_secret_access_key": "other;secret",
            ]
        )
        #expect(file["broken"] == nil)
    }

    @Test func `names profiles otherwise in config`() {
        let file = ProfileFile(config, kind: .config)
        #expect(file["default"] == ["region": "eu-central-1"])
        #expect(
            file["other"] == [
                "region": "us-west-2", "s3": "", "endpoint_url": "http://minio:9000",
            ]
        )
        #expect(file["x"] == nil)
    }

    @Test func `is one profile with its neighbour`() {
        let profile = AWSProfile(
            name: "other",
            paths: [],
            config: ProfileFile(config, kind: .config),
            credentials: ProfileFile(credentials, kind: .credentials)
        )
        #expect(profile.exists)
        #expect(profile["region"] == "us-west-2")
        #expect(profile["aws_access_key_id"] == "AKIAOTHER")
        #expect(profile["s3"] == nil)
    }

    @Test(arguments: ["", "[", "]", "=", "[profile]\na = b", "\u{0}", "[a b c]\nx = y"])
    func `of anything else is empty`(text: String) {
        #expect(ProfileFile(text, kind: .config)["default"] == nil)
        #expect(
            ProfileFile(text, kind: .credentials)["profile"] == ["a": "b"]
                || text != "[profile]\na = b"
        )
    }
}
