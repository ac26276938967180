internal import ArgumentParser

/// How every subcommand answers.
///
/// With `--json` standard output is JSON Lines: an object a line, its keys in snake_case and in the
/// order of the alphabet. Sizes are numbers of bytes; LSNs, system identifiers and times (RFC 3339,
/// UTC) are strings. What is no answer goes to standard error either way.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer in JSON, an object a line.")
    var json = false
}
