import FrontEnd
import SystemPackage
import TestSupport
import Testing

@testable import Operator

/// Where a cluster of Debian's has its data, and how its server is reached.
@Suite struct DebianClusterSettingsTests {
    private func withCluster(
        _ files: [String: String],
        _ test: (DebianCluster) throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            for name in ["etc", "etc/15", "etc/15/main", "etc/15/main/conf.d"] {
                _ = try scratch.directory(name)
            }
            for (name, text) in files {
                try scratch.write(Array(text.utf8), to: "etc/15/main/\(name)")
            }
            let environment = ["PG_CLUSTER_CONF_ROOT": scratch.path("etc")]
            try test(DebianCluster("15/main", environment))
        }
    }

    @Test func `its settings tell, the last one counts, and conf.d comes last`() async throws {
        let files = [
            "postgresql.conf": """
            #data_directory = '/nowhere'
            data_directory = '/srv/it''s'   # as pg_createcluster wrote it
            port = 5433
            Port 5434 # the sign may be missing
            unix_socket_directories = '/run/a,/run/b'
            """,
            "conf.d/10.conf": "port=5435\n",
            "conf.d/ignored": "port = 1\n",
        ]
        try await withCluster(files) { cluster in
            let (data, connection) = (try cluster.dataDirectory(), try cluster.connection())
            #expect(data == "/srv/it's")
            #expect(connection == "host='/run/a' port=5435")
        }
    }

    @Test func `they may have been written on another system`() async throws {
        let files = ["postgresql.conf": "port = 1\r\ndata_directory = '/srv/data'\r\n# end\r\n"]
        try await withCluster(files) { cluster in
            let data = try cluster.dataDirectory()
            #expect(data == "/srv/data")
        }
    }

    @Test func `without them it is where Debian has it`() async throws {
        try await withCluster(["postgresql.conf": "ports = 3\n"]) { cluster in
            let (data, connection) = (try cluster.dataDirectory(), try cluster.connection())
            #expect(data == "/var/lib/postgresql/15/main")
            #expect(connection == "host='/var/run/postgresql' port=5432")
        }
    }

    @Test func `one that is not there is told`() async throws {
        try await withCluster([:]) { cluster in
            let file = "\(cluster.directory)/postgresql.conf"
            #expect(
                throws: CommandError(
                    .absentOrDifferent,
                    "\"\(file)\" does not exist HINT: pg_lsclusters lists clusters; a saved"
                        + " configuration is restored by --with-configuration."
                )
            ) {
                try cluster.dataDirectory()
            }
        }
    }

    @Test(arguments: ["main", "15/", "/main", "15/main/x", "15/..", "./main"])
    func `anything else is no cluster`(name: String) {
        #expect(
            throws: CommandError(.usage, "\"\(name)\" is not a cluster like 15/main")
        ) {
            try DebianCluster(name, [:])
        }
    }
}
