/// What `--help` prints.
enum HelpText {
    static let push = """
        wal-push archives a WAL file: PostgreSQL's archive_command.

        Usage:
          wal-push [FLAGS] %p %f           archive the file at %p under the name %f
          wal-push --verify PATH NAME      compare a local file with its archived copy
          wal-push --check                 check settings and archive before you depend on them

        PostgreSQL:
          archive_mode = on
          archive_command = 'wal-push %p %f'

        \(flags)

        Exit status:
          0  archived, and durable there; or it was already
          1  refused: the archive holds other contents under this name
          2  could not be stored, or it cannot be told whether it was: PostgreSQL tries again
          3  refused: the local file is wrong, of another cluster, or the archived copy is damaged
          5  usage or configuration
          6  a defect of this program
        """

    static let fetch = """
        wal-fetch brings an archived WAL file back: PostgreSQL's restore_command.

        Usage:
          wal-fetch [FLAGS] %f %p          deliver the file %f, verified, at %p
          wal-fetch --verify NAME...       read archived files and say what they are

        PostgreSQL:
          restore_command = 'wal-fetch %f %p'

        \(flags)

        Exit status (on a standby / otherwise):
          0          delivered, verified
          1          the archive does not have it
          2 / 200    cannot tell, or could not deliver
          3 / 201    the archived file is damaged or of another cluster
          4 / 202    a gap: absent, but a later segment is there
          5 / 203    usage or configuration
          6 / 204    a defect of this program
        --verify: 0 sound, 1 absent, 2 cannot tell, 3 damaged, 4 gap, 5, 6.
        """

    private static let flags = """
        Settings, as flags here, as WAL_ARCHIVE (the archive) or WAL_ARCHIVE_<KEY> in the
        environment, or as key = 'value' in /etc/wal-archive/wal-archive.conf:
          --archive URL                file:///path, s3://bucket/prefix or gs://…; required
          --compression zstd|none      default: zstd
          --compression-level N        -7 to 11, default: 1
          --create-once atomic|test-then-put   default: atomic
          --check-wal on|off           check WAL against its name and cluster, default: on
          --spool DIR                  where small records are kept
          --timeout TIME               for one call, default: 60 (wal-push), 300 (wal-fetch)
          --standby-timeout TIME       for one call of wal-fetch on a standby, default: 10
          --strict on|off              stop a standby too when wal-fetch cannot tell, default: off
          --accept-gap NAME            this segment may be missing: recovery ends before it
          --push-ahead N               files that wal-push stores beside the one asked for, at most,
                                       default: 128; 0: none
          --push-jobs N                files that it stores at once, at most, default: twice the
                                       number of processors, for S3 16
          --push-budget TIME           how long one call begins such files, default: 5
          --fetch-ahead N              segments that are fetched ahead, at most, default: 64; 0: none
          --fetch-jobs N               segments that are fetched at once, at most, default: 8,
                                       without S3 the number of processors less one up to 8
          --backups URL                the place of base backups
          --s3-endpoint URL            the S3 server, default: AWS_ENDPOINT_URL_S3, then AWS's own
          --s3-region NAME             default: AWS_REGION, the profile's, then found out
          --s3-addressing path|virtual where requests name the bucket, default: by the server
          --s3-ca-file FILE            trusted certificates, default: AWS_CA_BUNDLE
          --s3-ca-directory DIR        the same, under their hashes, default: /etc/ssl/certs
          --s3-profile NAME            in ~/.aws, default: AWS_PROFILE
          --s3-storage-class NAME      of new objects, default: the bucket's
          --s3-encryption NAME         AES256, aws:kms or aws:kms:dsse, default: the bucket's
          --s3-kms-key-id NAME         key for aws:kms
          --s3-customer-key-file FILE  32 bytes, or their Base64, with which the server encrypts
          --s3-tags LIST               of new objects: key=value&key=value
          --s3-object-lock MODE:DAYS   governance or compliance, like compliance:30d
          --s3-requester-pays on|off   default: off
          --s3-bandwidth-limit RATE    bytes a second, like 20MB, default: none
          --gs-access-key-id NAME      HMAC key for gs://; its secret is no flag
          --config FILE                read settings from FILE
          --help, --version
        Credentials for S3 come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, from ~/.aws, or
        from the roles of EKS, ECS and EC2.
        """
}
