internal import CLibPQ

/// One result of a command, freed when its owner ends.
@safe final class QueryResult {
    private let library: shim_libpq
    private let result: OpaquePointer?

    /// Takes ownership of what libpq returned.
    init(_ library: shim_libpq, _ result: OpaquePointer?) {
        self.library = library
        unsafe self.result = result
    }

    deinit {
        if let result = unsafe result { unsafe library.clear(result) }
    }

    /// Tuples, the beginning of a copy, the end of a command, or an error.
    var status: ExecStatusType {
        unsafe library.result_status(result)
    }

    /// The server's words; empty for a success.
    var error: String {
        unsafe ReplicationConnection.line(library.result_error(result))
    }

    /// Every row, NULLs as nil.
    var rows: [[String?]] {
        let columns = unsafe library.field_count(result)
        return (0..<(unsafe library.row_count(result))).map { row in
            (0..<columns).map { column in
                guard unsafe library.is_null(result, row, column) == 0,
                    let text = unsafe library.value(result, row, column)
                else { return nil }
                return unsafe String(cString: text)
            }
        }
    }
}
