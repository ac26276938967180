package import Cluster
package import SystemPackage
package import WAL

/// Where a call takes place.
package struct Place: Sendable {
    /// Nil for a call by hand.
    package let dataDirectory: DataDirectory?
    /// The cluster; nil for a call by hand.
    package let system: SystemIdentifier?
    /// The process's variables.
    package let environment: [String: String]

    /// Finds the data directory and asks it for its cluster.
    package init(_ walPath: FilePath, _ invocation: Invocation) throws(CommandError) {
        environment = invocation.environment
        do throws(ClusterError) {
            dataDirectory = try DataDirectory.find(
                walPath: walPath,
                workingDirectory: invocation.workingDirectory
            )
            system = try dataDirectory?.systemIdentifier()
        } catch {
            throw CommandError(.cannotTell, error.description)
        }
    }

    /// Takes a directory for the data directory, as an operator names it.
    package init(dataDirectory path: FilePath, _ invocation: Invocation) throws(CommandError) {
        environment = invocation.environment
        let directory = DataDirectory(path: path)
        dataDirectory = directory
        do throws(ClusterError) {
            system = try directory.systemIdentifier()
        } catch {
            throw CommandError(.cannotTell, error.description)
        }
    }

    /// Whether "absent" harms nothing though it is not known: a server that promotes has removed
    /// its signal file, and asks for the history files of its own timelines once more.
    ///
    /// To stop it now would leave a primary on its parent's timeline. It has the file in pg_wal,
    /// and takes it from there.
    func canDoWithout(_ name: WALFileName) -> Bool {
        guard case .history = name, let dataDirectory else { return false }
        do throws(ClusterError) {
            if try dataDirectory.isRecovering() { return false }
            return try dataDirectory.hasWAL(name)
        } catch {
            return false
        }
    }

    /// Whether the server is a standby, which the signal file tells.
    func isStandby() throws(CommandError) -> Bool {
        do throws(ClusterError) {
            return try dataDirectory?.isStandby() ?? false
        } catch {
            throw CommandError(.cannotTell, error.description)
        }
    }
}
