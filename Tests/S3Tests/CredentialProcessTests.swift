import S3
import TestSupport
import Testing

/// Credentials that a command prints.
@Suite struct CredentialProcessTests {
    private static let beginning =
        "could not get AWS credentials from credential_process of profile \"default\": "
    private static let end =
        "; tried before: the environment (AWS_ACCESS_KEY_ID), a web identity"
        + " (AWS_WEB_IDENTITY_TOKEN_FILE), profile \"default\" in \"/home/.aws/config\" HINT: Run"
        + " it by hand as the server's user."

    private func call(_ command: String) -> CredentialCall {
        CredentialCall(
            environment: ["PATH": "/usr/bin:/bin", "MARK": "passed on"],
            config: "[default]\ncredential_process = \(command)\n"
        )
    }

    @Test func `are taken from what it prints`() throws {
        let json = Lent.json(tokenName: "SessionToken").filter { !$0.isNewline }
            .replacing("{", with: #"{"Version": 1, "Nested": {"AccessKeyId": ["no"]}, "#)
        #expect(try call("printf %s '\(json)'").find() == Lent.credentials())
    }

    @Test func `may last`() throws {
        let command =
            #"/bin/sh -c "printf '{\"Version\":1,\"AccessKeyId\":\"%s\","#
            + #"\"SecretAccessKey\":\"s\"}' \"$MARK\" | tr -d ' '""#
        #expect(
            try call(command).find()
                == Credentials(accessKeyID: "passedon", secretAccessKey: "s")
        )
    }

    @Test(
        arguments: [
            ("false", "it ended with exit status 1"),
            ("sh -c 'kill -9 $$'", "signal 9 ended it"),
            ("/nowhere/at/all secret", "it could not be started: No such file or directory"),
            ("echo '{}'", "it printed no credentials of version 1"),
            ("echo 'unfinished", "it is no command: a quote is not closed"),
            ("head -c 70000 /dev/zero", "it printed more than 65536 bytes"),
        ]
    )
    func `are refused in words that tell no secret`(command: String, reason: String) {
        #expect(call(command).failure() == Self.beginning + reason + Self.end)
    }
}
