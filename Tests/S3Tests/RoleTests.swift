import S3
import TestSupport
import Testing

/// Roles that the Security Token Service lends.
@Suite struct RoleTests {
    private static let config = """
        [default]
        role_arn = arn:aws:iam::1:role/archive
        source_profile = base
        external_id = door
        [profile base]
        aws_access_key_id = AKIABASE
        aws_secret_access_key = basesecret
        """

    private func call(_ service: ScriptedServer, _ config: String = config) -> CredentialCall {
        CredentialCall(
            environment: [
                "AWS_ENDPOINT_URL_STS": service.endpoint, "AWS_EC2_METADATA_DISABLED": "true",
            ],
            config: config,
            region: "eu-central-1"
        )
    }

    private static func lend(_ request: ScriptedServer.Request) -> ScriptedServer.Step {
        Lent.ok(
            Lent.xml(
                request.text.contains("WebIdentity") ? "AssumeRoleWithWebIdentity" : "AssumeRole"
            )
        )
    }

    @Test func `are asked for by the source profile`() async throws {
        try await ScriptedServer.with(Self.lend) { service in
            try expect(call(service).find(), is: Lent.credentials())
            #expect(service.lines == ["POST /"])
            let request = service.requests[0]
            #expect(
                request.text == "Action=AssumeRole&ExternalId=door&RoleArn=arn%3Aaws%3Aiam%3A%3A1"
                    + "%3Arole%2Farchive&RoleSessionName=wal-archive&Version=2011-06-15"
            )
            #expect(request.fields["content-type"] == "application/x-www-form-urlencoded")
            #expect(
                request.fields["authorization"]?.hasPrefix(
                    "AWS4-HMAC-SHA256 Credential=AKIABASE/20270115/eu-central-1/sts/aws4_request,"
                        + "SignedHeaders=content-type;host;x-amz-date,Signature="
                ) == true
            )
        }
    }

    @Test func `are asked for with what a source is lent itself`() async throws {
        let config = """
            [default]
            role_arn = arn:aws:iam::1:role/second
            source_profile = first
            [profile first]
            role_arn = arn:aws:iam::1:role/first
            credential_source = Environment
            """
        try await ScriptedServer.with(Self.lend) { service in
            var call = call(service, config)
            call.environment["AWS_ACCESS_KEY_ID"] = ""
            #expect(
                call.failure() == "could not get AWS credentials from role_arn of profile"
                    + " \"first\": credential_source \"Environment\" has none; tried before: the"
                    + " environment (AWS_ACCESS_KEY_ID)"
            )
        }
        let chained = config.replacing("Environment", with: "EcsContainer")
        try await ScriptedServer.with { request in
            request.method == "GET" ? Lent.ok(Lent.json("ASIAECS")) : Self.lend(request)
        } _: { service in
            var call = call(service, chained)
            call.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = service.endpoint + "/ecs"
            try expect(call.find(), is: Lent.credentials())
            let signers = service.requests.map {
                $0.fields["authorization"]?.dropFirst(28).prefix { $0 != "/" } ?? ""
            }
            #expect(signers == ["", "ASIAECS", "ASIALENT"])
            #expect(service.requests[1].fields["x-amz-security-token"] == "lenttoken")
        }
    }

    @Test func `are refused in words`() async throws {
        try await ScriptedServer.with { _ in
            .answer(Lent.denied)
        } _: { service in
            #expect(
                call(service).failure() == "could not get AWS credentials from role_arn of profile"
                    + " \"default\": \(service.endpoint) answered 403 AccessDenied: User:"
                    + " arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole; tried"
                    + " before: the environment (AWS_ACCESS_KEY_ID)"
            )
        }
        try await ScriptedServer.with { _ in
            Lent.ok("<html/>")
        } _: { service in
            #expect(
                call(service).failure()?.contains("answered with no credentials; tried") == true
            )
        }
    }

    @Test func `are given up where the service says nothing`() async throws {
        try await ScriptedServer.with { _ in
            .stall
        } _: { service in
            #expect(
                call(service).timelessFailure() == "could not get AWS credentials from role_arn of"
                    + " profile \"default\": the server let less than 64 KiB/s pass for a while;"
                    + " tried before: the environment (AWS_ACCESS_KEY_ID)"
            )
        }
    }

    @Test(
        arguments: [
            (
                "source_profile = base\nmfa_serial = x",
                "mfa_serial asks for a person, and a server"
                    + " has none; tried before: the environment (AWS_ACCESS_KEY_ID) HINT: Use a role"
                    + " that needs no second factor."
            ),
            (
                "",
                "the profile names neither source_profile nor credential_source; tried before: the"
                    + " environment (AWS_ACCESS_KEY_ID)"
            ),
            (
                "credential_source = Moon",
                "credential_source \"Moon\" is none of Environment,"
                    + " EcsContainer and Ec2InstanceMetadata; tried before: the environment"
                    + " (AWS_ACCESS_KEY_ID)"
            ),
        ]
    )
    func `are set up right`(settings: String, reason: String) {
        let call = CredentialCall(
            config: "[default]\nrole_arn = arn:aws:iam::1:role/archive\n\(settings)\n"
        )
        #expect(
            call.failure()
                == "could not get AWS credentials from role_arn of profile \"default\": \(reason)"
        )
    }

    @Test func `are not sought in a circle`() {
        let call = CredentialCall(
            config: """
                [default]
                role_arn = a
                source_profile = other
                [profile other]
                role_arn = b
                source_profile = default
                """
        )
        #expect(call.failure()?.contains("source_profile leads round in a circle") == true)
    }

    @Test func `are lent to a web identity`() async throws {
        try await ScratchDirectory.with { scratch in
            let token = try scratch.write(Array("web.identity.token\n".utf8), to: "token")
            try await ScriptedServer.with(Self.lend) { service in
                var call = call(service, "")
                call.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = token
                #expect(
                    call.failure() == "could not get AWS credentials from a web identity:"
                        + " AWS_ROLE_ARN is not set; tried before: the environment"
                        + " (AWS_ACCESS_KEY_ID)"
                )
                call.environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/pod"
                try expect(call.find(), is: Lent.credentials())
                let request = service.requests[0]
                #expect(
                    request.text == "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A"
                        + "%3A1%3Arole%2Fpod&RoleSessionName=wal-archive&Version=2011-06-15"
                        + "&WebIdentityToken=web.identity.token"
                )
                #expect(request.fields["authorization"] == nil)
            }
        }
    }

    @Test func `need the web identity's token`() {
        let call = CredentialCall(
            environment: [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token", "AWS_ROLE_ARN": "arn",
            ]
        )
        #expect(
            call.failure() == "could not get AWS credentials from a web identity: file"
                + " \"/nowhere/token\" does not exist; tried before: the environment"
                + " (AWS_ACCESS_KEY_ID)"
        )
    }
}
