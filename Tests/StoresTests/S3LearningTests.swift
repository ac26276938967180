import Archive
import Stores
import TestStores
import TestSupport
import Testing

/// What a store finds out from a server's answers: the bucket's region, and the time.
@Suite struct S3LearningTests {
    private static let elsewhere = ScriptedServer.Step.answer(
        .error(
            "301 Moved Permanently",
            "PermanentRedirect",
            fields: ["x-amz-bucket-region: eu-west-1"]
        )
    )
    private static let malformed = ScriptedServer.Step.answer(
        "400 Bad Request",
        body: Array(
            "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>"
                .utf8
        )
    )
    private static let answer = ScriptedServer.Step.answer("200 OK", body: [1])

    private func regions(_ call: S3Call) -> [String?] {
        call.server.requests.map { request in
            request.fields["authorization"]?.split(separator: "/").dropFirst(2).first
                .map(String.init)
        }
    }

    @Test(arguments: [true, false])
    func `is the region, once a call`(isRedirect: Bool) throws {
        let told = isRedirect ? Self.elsewhere : Self.malformed
        let call = try S3Call([[told], [Self.answer], [Self.answer]])
        for _ in 0..<2 { #expect(try call.store.bytes(of: S3Call.key) == [1]) }
        #expect(regions(call) == ["us-east-1", "eu-west-1", "eu-west-1"])
        #expect(call.notes.regions == ["bucket eu-west-1"])
    }

    @Test func `is the region, but not for ever`() throws {
        let other = ScriptedServer.Step.answer(
            .error("301 Moved", "PermanentRedirect", fields: ["x-amz-bucket-region: eu-west-2"])
        )
        let call = try S3Call([[Self.elsewhere], [other], [Self.answer]])
        let failure = try #require(call.readFailure())
        #expect(failure.kind == .permanent)
        #expect(failure.hint == "The bucket is in another region: set s3_region = 'eu-west-2'.")
        #expect(call.requests.count == 2)
    }

    @Test func `is no other region than the settings'`() throws {
        let call = try S3Call([[Self.elsewhere]], region: "us-west-2")
        let failure = try #require(call.readFailure())
        #expect(failure.hint == "The bucket is in another region: set s3_region = 'eu-west-1'.")
        #expect(regions(call) == ["us-west-2"])
    }

    @Test func `is the server's time, with a warning`() throws {
        let skewed = ScriptedServer.Step.answer(
            .error(
                "403 Forbidden",
                "RequestTimeTooSkewed",
                fields: ["Date: Fri, 24 May 2013 01:00:00 GMT"]
            )
        )
        let call = try S3Call([[skewed], [Self.answer], [Self.answer]])
        for _ in 0..<2 { #expect(try call.store.bytes(of: S3Call.key) == [1]) }
        let times = call.server.requests.map { $0.fields["x-amz-date"] }
        #expect(times == ["20130524T000000Z", "20130524T010000Z", "20130524T010000Z"])
        #expect(
            call.notes.warnings == [
                "this machine's clock is 3600 s behind the archive's server; its time was used to"
                    + " sign"
            ]
        )
    }

    @Test func `is the server's time, once`() throws {
        let skewed = ScriptedServer.Step.answer(
            .error(
                "403 Forbidden",
                "RequestTimeTooSkewed",
                fields: ["Date: Thu, 23 May 2013 23:00:00 GMT"]
            )
        )
        let call = try S3Call([[skewed], [skewed], [Self.answer]])
        let failure = try #require(call.readFailure())
        #expect(failure.kind == .permanent)
        #expect(failure.hint == "Correct this machine's clock.")
        #expect(call.requests.count == 2)
    }
}
