import Foundation
import TestSupport

/// `scripts/campaign`, copied to where the unprivileged account can run it.
struct CampaignScript {
    private let path: String
    private let scratch: ScratchDirectory

    /// Copies the script and its parts.
    init(in scratch: ScratchDirectory) throws {
        self.scratch = scratch
        path = scratch.path("campaign")
        let names = [
            "campaign", "campaign.d", "install-build", "install-postgres", "install-s3-server",
            "s3-server",
        ]
        for name in names {
            try FileManager.default.copyItem(
                at: Checkout.url("scripts/\(name)"),
                to: URL(fileURLWithPath: scratch.path(name))
            )
        }
    }

    /// Runs some cases of a campaign.
    ///
    /// - Parameter executables: the directory of `wal-push` and `wal-fetch`; nil for ours.
    func run(
        _ name: String,
        seed: Int,
        count: Int,
        options: [String] = [],
        executables: String? = nil
    ) async throws -> Outcome {
        let directory = try executables ?? Executables.found().directory
        return try await Command(
            [
                path, name, "--seed", "\(seed)", "--cases", "\(count)", "--bin", directory,
            ] + options
        ).run()
    }

    /// Asks what there is.
    func list() async throws -> Outcome {
        try await Command([path, "--list"]).run()
    }

    /// What PostgreSQL's manual shows for archiving and restoring, under our commands' names.
    func copyingCommands() throws -> String {
        let directory = try scratch.directory("copying")
        let archive = #"archive=$(sed -n "s|^archive = 'file://\(.*\)'|\1|p" "$2")"#
        let lines = [
            "wal-push": #"test ! -e "$archive/$4" && cp "$3" "$archive/$4""#,
            "wal-fetch": #"test -f "$archive/$3" && cp "$archive/$3" "$4""#,
        ]
        for (name, line) in lines {
            let file = try scratch.write(
                Array("#!/bin/sh\n\(archive)\n\(line)\n".utf8),
                to: "copying/\(name)"
            )
            guard chmod(file, 0o755) == 0 else {
                throw HarnessError("could not make \"\(file)\" executable: errno \(errno)")
            }
        }
        return directory
    }
}
