import S3
import TestSupport
import Testing

/// Credentials of ECS and of EKS Pod Identity.
@Suite struct ContainerCredentialsTests {
    private static let source = "could not get AWS credentials from the container's host: "
    private static let tried =
        "; tried before: the environment (AWS_ACCESS_KEY_ID), a web identity"
        + " (AWS_WEB_IDENTITY_TOKEN_FILE), profile \"default\" in \"/home/.aws/config\""

    private func call(_ service: ScriptedServer) -> CredentialCall {
        CredentialCall(
            environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(service.endpoint)/v2/x?a=b"]
        )
    }

    @Test func `are asked for with the token`() async throws {
        try await ScriptedServer.with { _ in
            Lent.ok(Lent.json())
        } _: { service in
            var call = call(service)
            call.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Basic abc"
            try expect(call.find(), is: Lent.credentials())
            #expect(service.lines == ["GET /v2/x?a=b"])
            #expect(service.requests[0].fields["authorization"] == "Basic abc")
        }
    }

    @Test func `take the token from its file each time`() async throws {
        try await ScratchDirectory.with { scratch in
            try await ScriptedServer.with { _ in
                Lent.ok(Lent.json())
            } _: { service in
                var call = call(service)
                call.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] =
                    try scratch.write(Array("first\n".utf8), to: "token")
                _ = try call.find(fresh: true)
                try scratch.write(Array("second".utf8), to: "token")
                _ = try call.find(fresh: true)
                let sent = service.requests.map { $0.fields["authorization"] }
                #expect(sent == ["first", "second"])
            }
        }
    }

    @Test func `are refused in words`() async throws {
        try await ScriptedServer.with { _ in
            .answer(ScriptedAnswer("403 Forbidden", body: #"{"code": "AccessDenied"}"#))
        } _: { service in
            #expect(
                call(service).failure()
                    == Self.source + "it answered 403 AccessDenied" + Self.tried
            )
        }
        try await ScriptedServer.with { _ in
            Lent.ok("{}")
        } _: { service in
            #expect(
                call(service).failure()
                    == Self.source + "it answered with no credentials" + Self.tried
            )
        }
        try await ScriptedServer.with { _ in
            .stall
        } _: { service in
            #expect(
                call(service).timelessFailure()
                    == Self.source + "the server let nothing pass for a while" + Self.tried
            )
        }
    }

    @Test(
        arguments: [
            "http://example.com/x", "http://127.0.0.1.example.com/", "ftp://127.0.0.1/",
            "http://127.0.0.1@example.com/", "http://169.254.170.2.example.com/",
        ]
    )
    func `send the token nowhere else`(url: String) {
        let call = CredentialCall(environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
        #expect(
            call.failure() == Self.source + "AWS_CONTAINER_CREDENTIALS_FULL_URI names neither"
                + " https nor this machine or its host" + Self.tried
        )
    }

    @Test func `have no line breaks in the token`() async throws {
        try await ScriptedServer.with { _ in
            Lent.ok(Lent.json())
        } _: { service in
            var call = call(service)
            call.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "a\r\nx-evil: b"
            #expect(
                call.failure() == Self.source + "its authorization token is none" + Self.tried
            )
            #expect(service.lines == [])
        }
    }
}
