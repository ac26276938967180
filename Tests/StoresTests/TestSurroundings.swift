import Archive
import HTTP
import Stores

extension CallSurroundings {
    /// Those of a call with nothing about it, whose clock stands still.
    static func ofTest(environment: [String: String] = [:]) -> Self {
        Self(
            environment: environment,
            home: { nil },
            meter: CountingMeter(),
            limits: TransferLimits(
                slowestRate: 64 << 10,
                stallTime: .seconds(15),
                shortestLimit: .seconds(60),
                expectedRate: 1 << 20
            ),
            waitLimit: { .seconds(15) },
            now: { .zero },
            secondsSince1970: { 1_369_353_600 },
            warn: { _ in }
        )
    }
}

/// A meter that tells what it was told.
final class CountingMeter: TransferMeter {
    private(set) var bytes = 0
    private(set) var operations = 0

    func begin() { operations += 1 }
    func passed(_ count: Int) { bytes += count }
    func sync() { operations += 1 }
    func end() {}
}
