import HTTP
import S3
import Testing
