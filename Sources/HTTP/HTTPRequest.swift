/// A request as it is sent: nothing is added that would matter to a signature.
package struct HTTPRequest: Sendable {
    /// What is asked of the resource.
    package enum Method: String, Sendable {
        /// The names of RFC 9110.
        case get = "GET"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    /// What is asked.
    package var method: Method
    /// Of what: `http` or `https`, every character of it escaped that needs it.
    package var url: String
    /// Beside those that every request has (Host, Content-Length, User-Agent, Accept).
    package var headers: [HTTPHeader]

    /// Makes a request of its parts.
    package init(_ method: Method, _ url: String, headers: [HTTPHeader] = []) {
        self.method = method
        self.url = url
        self.headers = headers
    }
}
