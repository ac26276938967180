internal import ArgumentParser
internal import FrontEnd

/// A subcommand of `wal-archive`: a file of its own, and a word in `WALArchive`'s list.
///
/// What it prints goes through the call's console; what it found is its ending.
protocol Subcommand: ParsableCommand {
    func run(_ call: Call) throws(CommandError) -> Ending
}
