import Testing

@testable import Operator

@Suite struct TablespacePairTests {
    @Test(
        arguments: [
            ("/a=/b", "/a", "/b"), (#"/a\=b=/c"#, "/a=b", "/c"), (#"/a=/b\=c"#, "/a", "/b=c"),
            ("/a=/b=c", "/a", "/b=c"), (#"/a\b=/c"#, #"/a\b"#, "/c"),
        ]
    )
    func `an equals sign within a path is written with a backslash`(
        text: String,
        old: String,
        new: String
    ) throws {
        let pair = try #require(TablespacePair(argument: text))
        #expect(pair.old == old && pair.new == new)
    }

    @Test(arguments: ["", "/a", "/a=", "=/b", "a=/b", "/a=b", #"/a\=/b"#])
    func `anything else is none`(text: String) { #expect(TablespacePair(argument: text) == nil) }
}
