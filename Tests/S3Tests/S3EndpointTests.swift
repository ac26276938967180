import HTTP
import S3
import Testing

/// Where a server is, and how a bucket on it is addressed.
@Suite struct S3EndpointTests {
    @Test(arguments: [
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("https://S3.example.com/", "https://s3.example.com"),
        ("HTTPS://s3.example.com:443", "https://s3.example.com"),
        ("http://minio:80", "http://minio"),
        ("https://minio:80", "https://minio:80"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("http://[fe80::1%25eth0]", "http://[fe80::1%25eth0]"),
    ])
    func `is a scheme, a host and a port`(text: String, written: String) {
        #expect(S3Endpoint(text)?.description == written)
    }

    @Test(arguments: [
        "", "minio:9000", "ftp://host", "http://", "http://:9000", "http://host:0", "http://host:",
        "http://host:65536", "http://host:1x", "http://host/path", "http://user:word@host",
        "http://ho st", "http://host\r\nX: y", "http://[::1", "http://[]:80", "http://::1",
        "https://host?x", "http://h#y",
    ])
    func `is nothing else`(text: String) {
        #expect(S3Endpoint(text) == nil)
    }

    private func url(
        _ name: String,
        _ endpoint: String?,
        _ addressing: S3Bucket.Addressing?,
        region: String = "eu-central-1"
    ) -> String {
        let bucket = S3Bucket(
            name: name,
            endpoint: endpoint.flatMap { S3Endpoint($0) },
            addressing: addressing
        )
        return S3Request(.get, key: "key").url(in: bucket, region: region)
    }

    @Test func `names the bucket by the server's habit, or as it is told`() {
        #expect(url("wal", nil, nil) == "https://wal.s3.eu-central-1.amazonaws.com/key")
        #expect(url("w.al", nil, nil) == "https://s3.eu-central-1.amazonaws.com/w.al/key")
        #expect(url("wal", nil, .path) == "https://s3.eu-central-1.amazonaws.com/wal/key")
        let china = url("wal", nil, nil, region: "cn-north-1")
        #expect(china == "https://wal.s3.cn-north-1.amazonaws.com.cn/key")
        #expect(url("wal", "http://minio:9000", nil) == "http://minio:9000/wal/key")
        #expect(url("wal", "http://minio:9000", .virtual) == "http://wal.minio:9000/key")
    }
}
