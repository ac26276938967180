import S3
import SystemPackage
import TestSupport
import Testing

/// What AWS's own variables and files say, where they say it, and what is handed on.
@Suite struct AmbientSettingsTests {
    private func access(
        _ environment: [String: String],
        _ choices: S3Access.Choices = .init(),
        home: FilePath? = nil
    ) throws -> S3Access {
        try S3Access(bucket: "wal", choices: choices, environment: environment, home: home)
    }

    @Test func `are remembered with their places`() async throws {
        try await ScratchDirectory.with { scratch in
            _ = try scratch.directory(".aws")
            let config = """
                [profile archive]
                region = eu-west-1
                endpoint_url = http://minio:9000
                ca_bundle = /etc/minio.crt
                """
            try scratch.write(Array(config.utf8), to: ".aws/config")
            let variables = ["AWS_PROFILE": "archive", "AWS_REGION": "eu-central-1"]
            let found = try #require(
                try access(variables, home: FilePath(scratch.path)).ambient
            )
            #expect(found.profile == .init(text: "archive", source: .variable("AWS_PROFILE")))
            #expect(found.region == .init(text: "eu-central-1", source: .variable("AWS_REGION")))
            #expect(
                found.endpoint
                    == .init(
                        text: "http://minio:9000",
                        source: .profile("archive", setting: "endpoint_url")
                    )
            )
            #expect(found.certificates?.text == "/etc/minio.crt")
            #expect(found.certificates?.source.description == "ca_bundle of profile \"archive\"")
        }
    }

    @Test func `leave the limit of connections to the settings`() throws {
        var choices = S3Access.Choices()
        choices.bandwidthLimit = 2_000_000
        #expect(try access([:], choices).bandwidthLimit == 2_000_000)
        #expect(try access([:]).bandwidthLimit == nil)
    }
}
