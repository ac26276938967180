import Testing

@testable import S3

@Suite struct S3DeletionTests {
    @Test func `keys are escaped in the request`() {
        let deletion = S3Deletion(keys: ["a&b", "<c>\"d\""])
        #expect(
            String(decoding: deletion.body, as: UTF8.self)
                == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                + "<Object><Key>a&amp;b</Key></Object>"
                + "<Object><Key>&lt;c&gt;&quot;d&quot;</Key></Object></Delete>"
        )
    }

    @Test func `an answer tells what was refused and what stays as a version`() {
        let answer = S3Deletion.answer(
            Array(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                <Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker>
                <DeleteMarkerVersionId>x</DeleteMarkerVersionId></Deleted>
                <Deleted><Key>b</Key></Deleted>
                <Deleted><Key>c</Key><DeleteMarker>false</DeleteMarker></Deleted>
                <Error><Key>d</Key><Code>AccessDenied</Code><Message>Locked</Message></Error>
                <Error><Key>e</Key><Code>InternalError</Code><Message></Message></Error>
                </DeleteResult>
                """.utf8
            )
        )
        #expect(
            answer
                == S3Deletion.Answer(
                    refusals: [
                        S3Deletion.Refusal(key: "d", reason: "AccessDenied: Locked"),
                        S3Deletion.Refusal(key: "e", reason: "InternalError"),
                    ],
                    versions: 1
                )
        )
    }

    @Test(arguments: ["", "<html></html>", "<DeleteResult><Deleted>"])
    func `anything else is no answer`(text: String) {
        #expect(S3Deletion.answer(Array(text.utf8)) == nil)
    }
}
