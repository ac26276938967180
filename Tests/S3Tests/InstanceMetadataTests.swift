import S3
import TestSupport
import Testing

/// Credentials of an EC2 instance's role.
@Suite struct InstanceMetadataTests {
    private static let roles = "/latest/meta-data/iam/security-credentials/"

    private static let tried =
        "; tried before: the environment (AWS_ACCESS_KEY_ID), a web identity"
        + " (AWS_WEB_IDENTITY_TOKEN_FILE), profile \"default\" in \"/home/.aws/config\", a"
        + " container's host (AWS_CONTAINER_CREDENTIALS_…)"

    private static func instance(_ request: ScriptedServer.Request) -> ScriptedServer.Step {
        switch (request.method, request.target) {
        case ("PUT", "/latest/api/token"): Lent.ok("metadatatoken")
        case ("GET", roles): Lent.ok("archive-role")
        case ("GET", roles + "archive-role"): Lent.ok(Lent.json())
        default: .answer(ScriptedAnswer("404 Not Found"))
        }
    }

    private func call(_ service: ScriptedServer) -> CredentialCall {
        CredentialCall(
            environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "\(service.endpoint)/"]
        )
    }

    @Test func `are asked for with a token`() async throws {
        try await ScriptedServer.with(Self.instance) { service in
            try expect(call(service).find(), is: Lent.credentials())
            #expect(
                service.lines == [
                    "PUT /latest/api/token", "GET \(Self.roles)", "GET \(Self.roles)archive-role",
                ]
            )
            let seen = service.requests
            #expect(seen[0].fields["x-aws-ec2-metadata-token-ttl-seconds"] == "60")
            #expect(seen[0].fields["content-length"] == "0")
            #expect(seen[1].fields["x-aws-ec2-metadata-token"] == "metadatatoken")
            #expect(seen[2].fields["x-aws-ec2-metadata-token"] == "metadatatoken")
        }
    }

    @Test func `are not asked for where that is turned off`() async throws {
        try await ScriptedServer.with(Self.instance) { service in
            var call = call(service)
            call.environment["AWS_EC2_METADATA_DISABLED"] = "true"
            #expect(
                call.failure() == "no AWS credentials were found: tried the environment"
                    + " (AWS_ACCESS_KEY_ID), a web identity (AWS_WEB_IDENTITY_TOKEN_FILE), profile"
                    + " \"default\" in \"/home/.aws/config\", a container's host"
                    + " (AWS_CONTAINER_CREDENTIALS_…), EC2's instance metadata"
                    + " (AWS_EC2_METADATA_DISABLED) HINT: The server's environment has only what"
                    + " its start gives it: on Debian"
                    + " /etc/postgresql/VERSION/NAME/environment."
            )
            #expect(service.lines == [])
        }
    }

    @Test func `are none where the instance has no role`() async throws {
        try await ScriptedServer.with { request in
            request.method == "PUT" ? Lent.ok("t") : .answer(ScriptedAnswer("404 Not Found"))
        } _: { service in
            #expect(call(service).failure()?.hasPrefix("no AWS credentials were found") == true)
        }
    }

    @Test func `are refused in words`() async throws {
        try await ScriptedServer.with { _ in
            .answer(ScriptedAnswer("503 Unavailable"))
        } _: { service in
            #expect(
                call(service).failure() == "could not get AWS credentials from EC2's instance"
                    + " metadata: asked for a token, it answered 503" + Self.tried
            )
        }
        try await ScriptedServer.with { request in
            request.target == Self.roles + "archive-role"
                ? Lent.ok(#"{"Code": "AssumeRoleUnauthorizedAccess"}"#) : Self.instance(request)
        } _: { service in
            #expect(
                call(service).failure() == "could not get AWS credentials from EC2's instance"
                    + " metadata: it has no credentials for role \"archive-role\"" + Self.tried
            )
        }
    }

    @Test func `are given up where nothing answers`() async throws {
        try await ScriptedServer.with { _ in
            .stall
        } _: { service in
            #expect(
                call(service).timelessFailure() == "could not get AWS credentials from EC2's"
                    + " instance metadata: the server let nothing pass for a while" + Self.tried
                    + " HINT: Within a container the instance's hop limit for metadata must be 2"
                    + " or more."
            )
        }
    }
}
