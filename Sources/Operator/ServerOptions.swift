internal import ArgumentParser
internal import FrontEnd
internal import SystemPackage

/// Which server a command is about.
struct ServerOptions: ParsableArguments {
    @Option(
        name: [.customShort("d"), .long],
        help: ArgumentHelp(
            "The server to ask: a database's name or a connection string of libpq's.",
            valueName: "conninfo"
        )
    )
    var dbname: String?

    @Option(
        name: [.customShort("D"), .long],
        help: ArgumentHelp("Its data directory, default: the working directory.", valueName: "dir")
    )
    var pgdata: String?

    /// Where the call takes place.
    func place(_ call: Call) throws(CommandError) -> Place {
        guard let pgdata else { return try Place("", call.invocation) }
        return try Place(dataDirectory: FilePath(pgdata), call.invocation)
    }
}
