internal import ArgumentParser
internal import FrontEnd

/// One of Debian's clusters, which has its settings in a directory below /etc/postgresql.
struct ClusterOptions: ParsableArguments {
    @Option(help: "A cluster by its name, as in 15/main.")
    var cluster: String?
    @Flag(help: "The cluster's settings in /etc/postgresql too, which are else left alone.")
    var withConfiguration = false

    /// Refuses settings of a cluster that nobody named.
    func check() throws(CommandError) {
        guard cluster != nil || !withConfiguration else {
            throw CommandError(.usage, "--with-configuration needs --cluster")
        }
    }

    /// The cluster; nil where none is named.
    func found(_ call: Call) throws(CommandError) -> DebianCluster? {
        guard let cluster else { return nil }
        return try DebianCluster(cluster, call.invocation.environment)
    }
}
