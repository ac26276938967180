// swift-tools-version: 6.2
import PackageDescription

/// What every source target is held to.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// The same for tests, where `#expect` cannot mark an unsafe expression.
let strictTests: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

/// Release executables carry the runtimes of Swift and of C++.
///
/// So a database host needs no toolchain, and a call does not load and relocate a shared libstdc++
/// each time. Nothing looks up a symbol of theirs by name, so they export none.
let staticRuntime: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-stdlib", "-Xclang-linker", "-static-libgcc",
            "-L", "\(Context.packageDirectory)/Sources/StaticRuntime",
            "-Xlinker", "--no-export-dynamic",
        ],
        .when(configuration: .release)
    )
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

/// A layer: a module of the core library, which may import only what is listed.
func layer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A command: parse, call, print, exit.
func command(
    _ name: String,
    _ dependencies: [Target.Dependency],
    linkerSettings: [LinkerSetting] = []
) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        swiftSettings: strict,
        linkerSettings: staticRuntime + linkerSettings
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strictTests)
}

let package = Package(
    name: "wal-archive",
    products: [
        .executable(name: "wal-push", targets: ["wal-push"]),
        .executable(name: "wal-fetch", targets: ["wal-fetch"]),
        .executable(name: "wal-archive", targets: ["wal-archive"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(
            url: "https://github.com/swiftlang/swift-subprocess",
            .upToNextMinor(from: "1.0.0"),
            traits: []
        ),
    ],
    targets: [
        // C libraries, with the little that Swift cannot say about them.
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CExpat"),
        .systemLibrary(name: "COpenSSL"),
        .systemLibrary(name: "CZstd"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CLibPQ"),
        .systemLibrary(name: "CCRC32C"),

        // From values to use cases; nothing imports what stands below it here.
        layer("WAL", []),
        layer("Records", ["WAL", "CCRC32C"]),
        layer("Files", [system, "CLinux"]),
        layer("Threads", ["CLinux"]),
        layer("Crypto", ["COpenSSL", "Threads"]),
        .target(
            name: "Codec",
            dependencies: ["WAL", "Crypto", "CZstd"],
            swiftSettings: strict,
            // The archive, not the shared library: a call of a millisecond loads nothing for it.
            linkerSettings: [.linkedLibrary(":libzstd.a")]
        ),
        layer("HTTP", ["CCurl"]),
        layer("Processes", ["CLinux", system]),
        .target(
            name: "S3",
            dependencies: ["CExpat", "CLinux", "Crypto", "Files", "HTTP", "Processes", system],
            swiftSettings: strict,
            // The archive, not the shared library, for the same reason.
            linkerSettings: [.linkedLibrary(":libexpat.a")]
        ),
        layer("Config", ["WAL", "Files", "HTTP", "S3", system]),
        layer("Archive", ["WAL", "Records", "Crypto", "Codec"]),
        layer(
            "Stores",
            ["Archive", "Codec", "Config", "Crypto", "Files", "HTTP", "S3", system]
        ),
        layer("Lifecycle", ["CLinux", "Files", "Threads", system]),
        layer("Tar", [system]),
        layer("Replication", ["CLibPQ", "CLinux", "Lifecycle", "WAL"]),
        layer(
            "Backup",
            [
                "Archive", "CLinux", "Codec", "Crypto", "Files", "Lifecycle", "Records",
                "Replication", "Tar", "Threads", "WAL",
                system,
            ]
        ),
        layer("Cluster", ["Archive", "CLinux", "Files", "WAL", system]),
        layer("Spool", ["Archive", "CLinux", "Cluster", "Files", "WAL", system]),
        layer("Ahead", ["Archive", "Codec", "Files", "Threads", "WAL"]),
        layer(
            "Checks",
            ["Archive", "Cluster", "Codec", "Files", "Spool", "Threads", "WAL", system]
        ),
        layer(
            "FrontEnd",
            [
                "Ahead", "Archive", "CLinux", "Checks", "Cluster", "Codec", "Config", "Files",
                "HTTP", "Lifecycle", "S3", "Spool", "Stores", "Threads", "WAL", system,
            ]
        ),
        command("wal-push", ["FrontEnd", "CLinux", system]),
        command("wal-fetch", ["FrontEnd", "CLinux", system]),
        layer("Monitoring", ["WAL"]),
        layer(
            "Operator",
            [
                "Archive", "Backup", "CLinux", "Checks", "Cluster", "Codec", "Config", "Crypto",
                "Files", "FrontEnd", "HTTP", "Lifecycle", "Monitoring", "Records", "Replication",
                "Stores", "Threads", "WAL",
                arguments, system,
            ]
        ),
        command(
            "wal-archive",
            ["FrontEnd", "Operator", "CLinux", system],
            // What the static FoundationEssentials needs and does not name.
            linkerSettings: [
                .linkedLibrary("_FoundationCollections", .when(configuration: .release)),
                .linkedLibrary("_FoundationCShims", .when(configuration: .release)),
            ]
        ),

        // What several suites of tests share, then a suite for each layer.
        .target(
            name: "TestSupport",
            dependencies: ["Records", "WAL", subprocess, system],
            path: "Tests/TestSupport",
            swiftSettings: strictTests
        ),
        .target(
            name: "TestStores",
            dependencies: ["Archive", "Codec", "Crypto", "WAL", "TestSupport"],
            path: "Tests/TestStores",
            swiftSettings: strictTests
        ),
        tests("WALTests", ["WAL", "TestSupport"]),
        tests("RecordsTests", ["Records", "WAL", "TestSupport"]),
        tests("FilesTests", ["Files", "TestSupport", system]),
        tests("CryptoTests", ["Crypto"]),
        tests("HTTPTests", ["HTTP", "TestSupport"]),
        tests("S3Tests", ["Crypto", "Files", "HTTP", "S3", "TestSupport", system]),
        tests("CodecTests", ["Codec", "Crypto", "WAL", "TestSupport"]),
        tests("ConfigTests", ["Config", "Files", "HTTP", "S3", "WAL", "TestSupport", system]),
        tests("ArchiveTests", ["Archive", "Codec", "Crypto", "WAL", "TestStores", "TestSupport"]),
        tests(
            "StoresTests",
            [
                "Archive", "Codec", "Config", "Crypto", "Files", "HTTP", "S3", "Stores",
                "TestStores", "TestSupport", "WAL", system,
            ]
        ),
        tests("ClusterTests", ["Archive", "Cluster", "WAL", "TestSupport", system]),
        tests(
            "SpoolTests",
            ["Archive", "Cluster", "Files", "Spool", "WAL", "TestSupport", system]
        ),
        tests(
            "AheadTests",
            ["Ahead", "Archive", "Files", "Threads", "WAL", "TestStores", "TestSupport"]
        ),
        tests(
            "ChecksTests",
            [
                "Archive", "Checks", "Cluster", "Codec", "Files", "Stores", "TestStores",
                "TestSupport",
                "WAL", system,
            ]
        ),
        tests("MonitoringTests", ["Monitoring", "TestSupport", "WAL"]),
        tests("LifecycleTests", ["Lifecycle"]),
        tests(
            "FrontEndTests",
            [
                "Archive", "Codec", "Crypto", "FrontEnd", "Lifecycle", "TestSupport", "WAL",
                "wal-push", "wal-fetch", system,
            ]
        ),
        tests(
            "OperatorTests",
            [
                "Archive", "Config", "Crypto", "FrontEnd", "Monitoring", "Operator", "TestSupport",
                "WAL", "wal-archive", "wal-push", "wal-fetch", system,
            ]
        ),
        tests(
            "S3ServerTests",
            [
                "Archive", "Crypto", "Files", "HTTP", "S3", "Stores", "TestStores", "TestSupport",
                "wal-archive", "wal-push", "wal-fetch",
            ]
        ),
        tests("ReplicationTests", ["Replication", "TestSupport", "WAL"]),
        tests("TarTests", ["Tar", "TestSupport", system]),
        tests(
            "BackupTests",
            [
                "Archive", "Backup", "Codec", "Crypto", "Files", "Records", "Tar", "TestSupport",
                "WAL", system,
            ]
        ),
        tests("CampaignTests", ["TestSupport", "wal-push", "wal-fetch", "wal-archive"]),
        tests("ContractTests", ["TestSupport", "wal-push", "wal-fetch"]),
        tests("SimulationTests", ["Archive", "Codec", "Crypto", "TestSupport", "WAL"]),
        tests(
            "EndToEndTests",
            ["TestSupport", subprocess, system, "wal-push", "wal-fetch", "wal-archive"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
