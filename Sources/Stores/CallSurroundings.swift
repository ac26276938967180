package import Archive
package import HTTP
package import S3
package import SystemPackage

/// What a call gives a store that talks to a server: its variables, its time and its patience.
package struct CallSurroundings {
    /// The process's variables.
    package var environment: [String: String]
    /// Finds where the user's own settings are, if anywhere.
    package var home: () -> FilePath?
    /// Told what passes.
    package var meter: any TransferMeter
    /// When a transfer is given up.
    package var limits: TransferLimits
    /// How long a request may wait for its first byte, asked as it begins.
    package var waitLimit: () -> Duration
    /// A clock that never goes back.
    package var now: () -> Duration
    /// The clock that may be changed, and wrong.
    package var secondsSince1970: () -> Int64
    /// Where lent credentials are kept for the next call; nil for nowhere.
    package var credentialCache: CredentialCache?
    /// Tells a bucket's region that an earlier call found out.
    package var knownRegion: (String) -> String? = { _ in nil }
    /// Gets a bucket and its region, for later calls.
    package var rememberRegion: (String, String) -> Void = { _, _ in }
    /// Gets what is odd but no failure.
    package var warn: (String) -> Void
    /// Whether somebody still wants what is being transferred, asked all the time.
    package var mayGoOn: () -> Bool = { true }
    /// Bytes of an object that are held in memory while it is sent; more go into a file.
    package var heldLimit = 16 << 20

    /// Names all of them.
    package init(
        environment: [String: String],
        home: @escaping () -> FilePath?,
        meter: any TransferMeter,
        limits: TransferLimits,
        waitLimit: @escaping () -> Duration,
        now: @escaping () -> Duration,
        secondsSince1970: @escaping () -> Int64,
        warn: @escaping (String) -> Void
    ) {
        self.environment = environment
        self.home = home
        self.meter = meter
        self.limits = limits
        self.waitLimit = waitLimit
        self.now = now
        self.secondsSince1970 = secondsSince1970
        self.warn = warn
    }
}
