// libFuzzer's entry: what it gives is a plan for the WAL reader.
import TestSupport

/// One run; a violation ends the process, as a trap does.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var plan = ReaderPlan(Array(UnsafeBufferPointer(start: start, count: count)))
    if let violation = plan.run() { preconditionFailure(violation) }
    return 0
}
