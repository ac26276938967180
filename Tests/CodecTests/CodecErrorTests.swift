import Codec
import Testing

/// What is said of bytes that cannot be stored or read, and whose fault it is.
@Suite struct CodecErrorTests {
    @Test(
        arguments: [
            (
                .zstd("Allocation error : not enough memory"),
                "zstd failed: Allocation error : not enough memory", false
            ),
            (
                .damaged("Restored data doesn't match checksum"),
                "its compressed bytes are damaged: Restored data doesn't match checksum", true
            ),
            (.truncated, "it ends in the middle of its compressed bytes", true),
            (.tooLong(limit: 16_777_216), "it holds more than 16777216 bytes", true),
            (
                .windowTooLarge,
                "it was compressed with a window of more than 16 MiB, as zstd --long does", true
            ),
            (.unsupportedForm(.age), "it is stored as age, which this version cannot read", true),
            (.unsupportedForm(.gzip), "it is stored as gzip, which this version cannot read", true),
            (.unsupportedForm(.lz4), "it is stored as lz4, which this version cannot read", true),
            (.unsupportedForm(.xz), "it is stored as xz, which this version cannot read", true),
            (
                .unsupportedForm(.bzip2), "it is stored as bzip2, which this version cannot read",
                true
            ),
            (.damagedDigestFrame, "its digest frame is damaged", true),
            (
                .digest("libcrypto's EVP_DigestUpdate failed"),
                "libcrypto's EVP_DigestUpdate failed",
                false
            ),
        ] as [(CodecError, String, Bool)]
    )
    func `says what is wrong, and whether the stored bytes are at fault`(
        error: CodecError,
        text: String,
        isDamage: Bool
    ) {
        #expect(error.description == text)
        #expect(error.isDamage == isDamage)
    }
}
