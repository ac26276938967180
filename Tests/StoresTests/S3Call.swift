import Archive
import Codec
import Files
import HTTP
import S3
import Stores
import TestStores
import TestSupport
import WAL

/// A store over a server that answers whatever it is told.
struct S3Call {
    /// The object that is pushed and fetched.
    static let key = ObjectKey(WALFileName.named("00000002.history"))

    let server: ScriptedServer
    let store: S3Store
    let notes: Notes

    /// What the store told its surroundings.
    final class Notes {
        var warnings: [String] = []
        var regions: [String] = []
        var now: Duration = .zero
    }

    /// Makes the store of `s3://bucket/wal` over a script, one part for each request.
    init(
        _ script: [[ScriptedServer.Step]],
        once: CreateOnce = .atomic,
        region: String? = nil
    ) throws {
        server = try ScriptedServer(script)
        let notes = Notes()
        var surroundings = CallSurroundings.ofTest(
            environment: ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "hidden"]
        )
        surroundings.warn = { notes.warnings.append($0) }
        surroundings.rememberRegion = { notes.regions.append("\($0) \($1)") }
        surroundings.now = { notes.now }
        var choices = S3Access.Choices()
        choices.endpoint = S3Endpoint(server.endpoint)
        choices.region = region
        store = S3Store(
            access: try S3Access(
                bucket: "bucket",
                choices: choices,
                environment: surroundings.environment,
                home: nil
            ),
            prefix: "wal",
            once: once,
            surroundings: surroundings
        )
        self.notes = notes
    }

    /// The URL of an object.
    func url(_ key: ObjectKey = Self.key) -> String { "\(server.endpoint)/bucket/wal/\(key)" }

    /// The methods and targets that came.
    var requests: [String] { server.lines }

    /// Stages bytes.
    func stage(_ bytes: [UInt8], key: ObjectKey = Self.key) throws -> any StagedObject {
        let staged = try store.stage(key)
        try staged.write(bytes.span.bytes)
        return staged
    }

    /// Why creating an object fails.
    func pushFailure(_ bytes: [UInt8] = [1, 2, 3]) throws -> StoreError? {
        let staged = try stage(bytes)
        let identity = try Archived.identity(bytes)
        do throws(StoreError) {
            _ = try staged.publish(identity: identity, form: .plain)
            return nil
        } catch {
            return error
        }
    }

    /// Why reading an object fails.
    func readFailure() -> StoreError? {
        do throws(StoreError) {
            _ = try store.read(Self.key) { _ in true }
            return nil
        } catch {
            return error
        }
    }
}
