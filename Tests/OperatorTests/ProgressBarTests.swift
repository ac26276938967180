import Synchronization
import TestSupport
import Testing

@testable import Operator

/// How far a long command is, to the letter.
@Suite struct ProgressBarTests {
    /// A clock that is set by hand, and a console that remembers.
    private final class Scene: Sendable {
        let console: RecordedCall
        private let time = Mutex<Duration>(.seconds(1_000))

        init(columns: Int?) {
            console = RecordedCall([], terminalColumns: columns)
        }

        func bar(total: UInt64?, unit: ProgressBar.Unit = .files) -> ProgressBar {
            ProgressBar(console, verb: "verified", total: total, unit: unit) { [self] in
                time.withLock { $0 }
            }
        }

        func pass(_ duration: Duration) { time.withLock { $0 += duration } }
    }

    @Test func `draws a bar over itself, and takes it away`() {
        let scene = Scene(columns: 100)
        let bar = scene.bar(total: 4_000)
        scene.pass(.milliseconds(99))
        bar.advance(by: 10)
        #expect(scene.console.drawn == "")
        scene.pass(.milliseconds(1_901))
        bar.advance(by: 1_000)
        let line =
            "\r\u{1B}[K[#######                       ] verified 1010 of 4000 files (25%), 505/s,"
            + " 6 s left"
        #expect(scene.console.drawn == line)
        bar.write("an answer")
        #expect(scene.console.drawn == line + "\r\u{1B}[K")
        bar.finish()
        #expect(scene.console.drawn == line + "\r\u{1B}[K")
        scene.pass(.seconds(8))
        bar.advance(by: 2_990)
        let last =
            "\r\u{1B}[K[##############################] verified 4000 of 4000 files (100%), 400/s"
        bar.complain("a complaint")
        #expect(scene.console.drawn == line + "\r\u{1B}[K" + last + "\r\u{1B}[K")
        #expect(scene.console.output == ["an answer"])
        #expect(scene.console.errors == ["a complaint"])
    }

    @Test func `cuts what a narrow terminal has no room for`() {
        let scene = Scene(columns: 21)
        let bar = scene.bar(total: nil)
        scene.pass(.seconds(1))
        bar.advance(by: 123_456)
        #expect(scene.console.drawn == "\r\u{1B}[Kverified 123456 file")
    }

    @Test func `writes two lines a minute where there is no terminal`() {
        let scene = Scene(columns: nil)
        let bar = scene.bar(total: 10 << 30, unit: .bytes)
        for _ in 0..<7 {
            scene.pass(.seconds(10))
            bar.advance(by: 64 << 20)
        }
        bar.finish()
        #expect(
            scene.console.errors == [
                "wal-archive: verified 192 MB of 10 GB (1%), 6554 kB/s, 1570 s left",
                "wal-archive: verified 384 MB of 10 GB (3%), 6554 kB/s, 1540 s left",
            ]
        )
        #expect(scene.console.drawn == "")
    }
}
