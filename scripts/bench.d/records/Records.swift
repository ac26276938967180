// How fast one core proves records: segments named as arguments, read into memory once, then again
// and again. Markdown on standard output.
import Glibc
import Records
import WAL

@main
enum RecordsBench {
    static let seconds = 3.0
    static let pieceLength = 1 << 18

    static func main() {
        let segments = CommandLine.arguments.dropFirst().compactMap(load)
        guard !segments.isEmpty else { return }
        let bytes = segments.reduce(0) { $0 + $1.bytes.count }
        for (name, implementation) in [
            ("the processor's instruction", CRC32C.Implementation.best), ("tables", .tables),
        ] {
            var rounds = 0
            var records: UInt64 = 0
            let start = now()
            while now() - start < seconds {
                for segment in segments { records += read(segment, implementation) }
                rounds += 1
            }
            let time = now() - start
            let rate = Double(bytes * rounds) / time / 1e9
            let perSecond = Double(records) / time / 1e6
            puts("| \(name) | \(rounded(rate)) GB/s | \(rounded(perSecond)) million records/s |")
        }
    }

    static func load(_ path: String) -> (name: SegmentName, bytes: [UInt8])? {
        guard let name = SegmentName(path.suffix(24)), let file = fopen(path, "r") else {
            return nil
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 30)
        let count = fread(&bytes, 1, bytes.count, file)
        return (name, Array(bytes.prefix(count)))
    }

    static func read(
        _ segment: (name: SegmentName, bytes: [UInt8]),
        _ implementation: CRC32C.Implementation
    ) -> UInt64 {
        var reader = SegmentReader(name: segment.name, by: implementation)
        let bytes = segment.bytes.span.bytes
        for start in stride(from: 0, to: bytes.byteCount, by: pieceLength) {
            reader.receive(bytes.extracting(start..<min(start + pieceLength, bytes.byteCount)))
        }
        return reader.conclude()?.counts.total ?? 0
    }

    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
