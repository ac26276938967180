internal import CExpat

/// Reads a document as it comes in, and tells every element that ends with its text.
@safe final class XMLReader {
    /// Deeper than any answer of S3.
    private static let depthLimit = 16
    /// Longer than any key or message, escaped.
    private static let textLimit = 64 << 10

    private let parser: OpaquePointer
    private let visit: ([String], String) -> Bool
    private var path: [String] = []
    private var text: [UInt8] = []
    private var isStopped = false

    /// Begins a document; nil for want of memory.
    ///
    /// - Parameter visit: gets the names from the root down to an element, and the text that
    ///   stands in it; answers whether to go on.
    init?(visit: @escaping ([String], String) -> Bool) {
        guard let parser = unsafe XML_ParserCreate("UTF-8") else { return nil }
        unsafe self.parser = parser
        self.visit = visit
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        unsafe XML_SetElementHandler(parser, Self.begin, Self.end)
        unsafe XML_SetCharacterDataHandler(parser, Self.characters)
        // No answer of S3 has one, and it could define what is not there.
        unsafe XML_SetStartDoctypeDeclHandler(parser, Self.refuse)
    }

    deinit {
        unsafe XML_ParserFree(parser)
    }

    /// Takes the next bytes; answers whether they are well-formed and more are wanted.
    ///
    /// The C function is `XML_Parse`.
    func take(_ bytes: RawSpan, isLast: Bool) -> Bool {
        guard !isStopped, let count = Int32(exactly: bytes.byteCount) else { return false }
        return unsafe bytes.withUnsafeBytes {
            unsafe XML_Parse(
                parser,
                $0.baseAddress?.assumingMemoryBound(to: CChar.self),
                count,
                isLast ? 1 : 0
            )
        } == XML_STATUS_OK
    }

    private func stop() {
        isStopped = true
        unsafe XML_StopParser(parser, 0)
    }

    private func begin(_ name: String) {
        path.append(name)
        text = []
        if path.count > Self.depthLimit { stop() }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) {
        guard text.count + bytes.count <= Self.textLimit else { return stop() }
        unsafe text.append(contentsOf: bytes)
    }

    private func end() {
        let isWanted = visit(path, String(decoding: text, as: UTF8.self))
        text = []
        if path.popLast() == nil || !isWanted { stop() }
    }

    private static let begin: XML_StartElementHandler = { context, name, _ in
        guard let name = unsafe name else { return }
        unsafe reader(context)?.begin(unsafe String(cString: name))
    }

    private static let end: XML_EndElementHandler = { context, _ in
        unsafe reader(context)?.end()
    }

    private static let characters: XML_CharacterDataHandler = { context, bytes, count in
        let bytes = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
        unsafe reader(context)?.append(bytes)
    }

    private static let refuse: XML_StartDoctypeDeclHandler = { context, _, _, _, _ in
        unsafe reader(context)?.stop()
    }

    private static func reader(_ context: UnsafeMutableRawPointer?) -> XMLReader? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<XMLReader>.fromOpaque(context).takeUnretainedValue()
    }
}
