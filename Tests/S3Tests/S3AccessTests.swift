import HTTP
import S3
import SystemPackage
import TestSupport
import Testing

/// Where settings, variables and files decide how a bucket is reached.
@Suite struct S3AccessTests {
    private let keys = ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "env"]

    private func access(
        _ environment: [String: String],
        _ choices: S3Access.Choices = .init(),
        home: FilePath? = nil
    ) throws -> S3Access {
        try S3Access(bucket: "wal", choices: choices, environment: environment, home: home)
    }

    private func withFiles(
        _ body: (FilePath) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory(".aws")
            let credentials = """
                [default]
                aws_access_key_id = AKIADEFAULT
                aws_secret_access_key = default
                aws_session_token = token
                [archive]
                aws_access_key_id = AKIAARCHIVE
                aws_secret_access_key = archive
                [half]
                aws_access_key_id = AKIAHALF
                """
            try scratch.write(Array(credentials.utf8), to: ".aws/credentials")
            let config = """
                [profile archive]
                region = eu-west-1
                endpoint_url = http://minio:9000
                ca_bundle = /etc/minio.crt
                """
            try scratch.write(Array(config.utf8), to: ".aws/config")
            try body(FilePath(scratch.path))
        }
    }

    @Test func `leaves everything to AWS where nothing is said`() throws {
        let access = try access(keys)
        #expect(access.bucket == S3Bucket(name: "wal", endpoint: nil, addressing: .virtual))
        #expect(access.region == nil)
        #expect(access.trust == nil)
        #expect(
            try access.credentials.find()
                == Credentials(accessKeyID: "AKIAENV", secretAccessKey: "env")
        )
    }

    @Test func `takes variables in AWS's order`() throws {
        var variables = [
            "AWS_DEFAULT_REGION": "us-west-2", "AWS_ENDPOINT_URL": "http://all:1",
            "AWS_CA_BUNDLE": "/etc/ca.crt",
        ]
        var found = try access(variables)
        #expect(found.region == "us-west-2")
        #expect(found.bucket.endpoint?.description == "http://all:1")
        #expect(found.trust == .file("/etc/ca.crt"))
        variables["AWS_REGION"] = "eu-central-1"
        variables["AWS_ENDPOINT_URL_S3"] = "http://s3:2"
        found = try access(variables)
        #expect(found.region == "eu-central-1")
        #expect(found.bucket.endpoint?.description == "http://s3:2")
        var choices = S3Access.Choices()
        choices.endpoint = S3Endpoint("http://set:3")
        choices.region = "ap-south-1"
        choices.addressing = .virtual
        choices.trust = .directory("/etc/mine")
        found = try access(variables, choices)
        #expect(found.region == "ap-south-1")
        #expect(
            found.bucket
                == S3Bucket(
                    name: "wal",
                    endpoint: S3Endpoint("http://set:3"),
                    addressing: .virtual
                )
        )
        #expect(found.trust == .directory("/etc/mine"))
    }

    @Test func `takes empty variables for none`() throws {
        let empty = [
            "AWS_REGION": "", "AWS_ENDPOINT_URL_S3": "", "AWS_CA_BUNDLE": "", "AWS_PROFILE": "",
            "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
        ]
        let found = try access(empty)
        #expect(found.region == nil)
        #expect(found.bucket.endpoint == nil)
        #expect(found.trust == nil)
    }

    @Test func `reads the default profile where the environment has no keys`() async throws {
        try await withFiles { home in
            let lent = Credentials(
                accessKeyID: "AKIADEFAULT",
                secretAccessKey: "default",
                sessionToken: "token"
            )
            #expect(try access([:], home: home).credentials.find() == lent)
            let own = try access(keys, home: home).credentials.find()
            #expect(own.accessKeyID == "AKIAENV")
        }
    }

    @Test func `reads a named profile`() async throws {
        try await withFiles { home in
            let found = try access(["AWS_PROFILE": "archive"], home: home)
            #expect(try found.credentials.find().accessKeyID == "AKIAARCHIVE")
            #expect(found.region == "eu-west-1")
            #expect(found.bucket.endpoint?.description == "http://minio:9000")
            #expect(found.trust == .file("/etc/minio.crt"))
            var choices = S3Access.Choices()
            choices.profile = "archive"
            let set = try access(keys, choices, home: home)
            #expect(try set.credentials.find().accessKeyID == "AKIAARCHIVE")
        }
    }

    @Test func `reads files that variables name`() async throws {
        try await withFiles { home in
            let variables = [
                "AWS_SHARED_CREDENTIALS_FILE": home.appending(".aws/credentials").string,
                "AWS_CONFIG_FILE": home.appending(".aws/config").string,
                "AWS_PROFILE": "archive",
            ]
            let found = try access(variables)
            #expect(try found.credentials.find().accessKeyID == "AKIAARCHIVE")
            #expect(found.region == "eu-west-1")
        }
    }

    @Test func `tells where no keys were found`() async throws {
        let nothing = #expect(throws: CredentialError.self) {
            try access([:]).credentials.find()
        }
        #expect(
            nothing?.description == "no AWS credentials were found: tried the environment"
                + " (AWS_ACCESS_KEY_ID), a web identity (AWS_WEB_IDENTITY_TOKEN_FILE), no file,"
                + " for want of a home directory, a container's host (AWS_CONTAINER_CREDENTIALS_…),"
                + " EC2's instance metadata HINT: The server's environment has only what its start gives it: on Debian"
                + " /etc/postgresql/VERSION/NAME/environment."
        )
        let tried = #expect(throws: CredentialError.self) {
            try access([:], home: "/nowhere").credentials.find()
        }
        #expect(
            tried?.description.hasPrefix(
                "no AWS credentials were found: tried the environment (AWS_ACCESS_KEY_ID), a web"
                    + " identity (AWS_WEB_IDENTITY_TOKEN_FILE), profile \"default\" in"
                    + " \"/nowhere/.aws/credentials\" and \"/nowhere/.aws/config\", a container's"
            ) == true
        )
    }

    @Test func `tells of a profile that is not there`() {
        let failure = #expect(throws: S3AccessError.self) {
            try access(["AWS_PROFILE": "archive"], home: "/nowhere")
        }
        #expect(
            failure?.description == "AWS profile \"archive\" was not found in"
                + " \"/nowhere/.aws/credentials\" or \"/nowhere/.aws/config\""
        )
        let homeless = #expect(throws: S3AccessError.self) {
            try access(["AWS_PROFILE": "archive"])
        }
        #expect(
            homeless?.description == "AWS profile \"archive\" was not found in any file: there is"
                + " no home directory"
        )
    }

    @Test func `tells which half of the keys is missing`() async throws {
        let half = #expect(throws: CredentialError.self) {
            try access(["AWS_ACCESS_KEY_ID": "AKIA"]).credentials.find()
        }
        #expect(
            half?.description
                == "AWS credentials are incomplete: the environment gives no AWS_SECRET_ACCESS_KEY"
        )
        try await withFiles { home in
            let other = #expect(throws: CredentialError.self) {
                try access(["AWS_PROFILE": "half"], home: home).credentials.find()
            }
            #expect(
                other?.description == "AWS credentials are incomplete: profile \"half\" gives no"
                    + " aws_secret_access_key"
            )
        }
    }

    @Test func `does not repeat an endpoint that is none, which may hold a password`() {
        let failure = #expect(throws: S3AccessError.self) {
            try access(["AWS_ENDPOINT_URL": "http://user:word@host"])
        }
        #expect(
            failure?.description
                == "AWS_ENDPOINT_URL is not a URL like https://host or http://host:9000"
        )
    }

    @Test func `never prints a secret`() {
        let secret = Credentials(
            accessKeyID: "AKIA",
            secretAccessKey: "hidden",
            sessionToken: "concealed"
        )
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(text.contains("AKIA"))
            #expect(!text.contains("hidden"))
            #expect(!text.contains("concealed"))
        }
    }
}
