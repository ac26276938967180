/// Time as one call sees it; a simulation brings its own.
package protocol CallClock: AnyObject {
    /// Time since some moment before the call began, never going back.
    var now: Duration { get }

    /// Whether another try may still begin: not for long once the server is stopping.
    var mayBegin: Bool { get }

    /// Waits, or less when nothing new may be begun any more.
    func wait(_ duration: Duration)
}
