internal import Archive
internal import Files
internal import Replication
internal import Tar

extension BackupError {
    /// Makes a server's failure one of a backup.
    static func server<Value: ~Copyable>(
        _ call: () throws(ReplicationError) -> Value
    ) throws(BackupError) -> Value {
        do throws(ReplicationError) {
            return try call()
        } catch {
            throw .server(error)
        }
    }

    /// Makes a store's failure one of a backup.
    static func store<Value: ~Copyable>(
        _ call: () throws(StoreError) -> Value
    ) throws(BackupError) -> Value {
        do throws(StoreError) {
            return try call()
        } catch {
            throw .store(error)
        }
    }

    /// Makes the system's refusal a failure of a backup.
    static func file<Value: ~Copyable>(
        _ call: () throws(FileError) -> Value
    ) throws(BackupError) -> Value {
        do throws(FileError) {
            return try call()
        } catch {
            throw .file(error)
        }
    }
}

extension TarReader {
    /// The next step through an archive of a backup.
    ///
    /// - Parameter file: names the archive in a message.
    mutating func next(
        _ bytes: RawSpan,
        consumed: inout Int,
        of file: String
    ) throws(BackupError) -> Step {
        do throws(TarError) {
            return try next(bytes, consumed: &consumed)
        } catch {
            throw .tar(error, file: file)
        }
    }
}
