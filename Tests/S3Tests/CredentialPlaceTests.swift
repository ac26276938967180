import S3
import SystemPackage
import TestSupport
import Testing

/// What `check` tells of the place where credentials were found.
@Suite struct CredentialPlaceTests {
    private static let keys = "aws_access_key_id = AKIA\naws_secret_access_key = secret\n"

    @Test(
        arguments: [
            (
                ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"], "",
                "the environment (AWS_ACCESS_KEY_ID)"
            ),
            ([:], keys, "profile \"default\" in \"/home/.aws/config\""),
            (
                ["PATH": "/usr/bin:/bin"],
                #"credential_process = printf %s '{"Version":1,"AccessKeyId":"A","#
                    + #""SecretAccessKey":"s"}'"#,
                "credential_process of profile \"default\""
            ),
        ] as [([String: String], String, String)]
    )
    func `is named`(variables: [String: String], config: String, place: String) throws {
        let call = CredentialCall(environment: variables, config: "[default]\n\(config)\n")
        #expect(try call.locate().place == place)
    }

    @Test func `is a lender's too`() async throws {
        try await ScriptedServer.with { request in
            request.method == "POST" ? Lent.ok(Lent.xml("AssumeRole")) : Lent.ok(Lent.json())
        } _: { service in
            let container = CredentialCall(
                environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(service.endpoint)/c"]
            )
            try expect(
                container.locate().place,
                is: "a container's host (AWS_CONTAINER_CREDENTIALS_…)"
            )
            let role = CredentialCall(
                environment: ["AWS_ENDPOINT_URL_STS": service.endpoint],
                config: "[default]\nrole_arn = arn\nsource_profile = base\n[profile base]\n"
                    + Self.keys
            )
            try expect(role.locate().place, is: "role_arn of profile \"default\"")
        }
    }

    @Test func `is kept in files of which only some hold a secret`() async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory(".aws")
            let credentials = try scratch.write(
                Array("[other]\n\(Self.keys)".utf8),
                to: ".aws/credentials"
            )
            try scratch.write(Array("[default]\nregion = eu-west-1\n".utf8), to: ".aws/config")
            let profile = try AWSProfile.read(
                name: "default",
                environment: [:],
                home: FilePath(scratch.path)
            )
            #expect(profile.secretPaths.map(\.string) == [credentials])
        }
    }
}
