/// A store whose server has a clock of its own.
package protocol ServerClock: AnyObject {
    /// Seconds by which the server's clock was ahead of this machine's at its last answer; nil
    /// before the first.
    var serverLead: Int64? { get }
}
