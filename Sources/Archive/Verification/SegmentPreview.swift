internal import Codec
package import WAL

/// A segment judged by its first page alone, without reading the rest.
package struct SegmentPreview {
    let store: any Store
    /// The cluster it must be of, where that is known.
    let system: SystemIdentifier?

    /// Looks into segments of an archive.
    package init(store: any Store, system: SystemIdentifier?) {
        self.store = store
        self.system = system
    }

    /// Reads a segment's header, once more where it is wrong: that may have happened on its way.
    ///
    /// - Returns: nil where there is no such file.
    package func header(
        of segment: SegmentName
    ) throws(StoreError) -> Result<SegmentHeader, FileDefect>? {
        let first = try read(segment)
        guard case .failure? = first else { return first }
        return try read(segment)
    }

    private func read(
        _ segment: SegmentName
    ) throws(StoreError) -> Result<SegmentHeader, FileDefect>? {
        let look = Look()
        let decoder = ObjectDecoder(plainLimit: SegmentSize.range.upperBound) { plain in
            look.take(plain)
        }
        let object: StoredObject?
        do throws(StoreError) {
            object = try store.read(ObjectKey(.segment(segment))) { decoder.consume($0) }
        } catch  where error.kind == .notAFile {
            return .failure(.notAFile(error.reason))
        }
        guard object != nil else { return nil }
        guard look.isEnough else {
            do throws(CodecError) {
                _ = try decoder.finish()
            } catch {
                return .failure(.codec(error))
            }
            return .failure(.segment(look.first.isEmpty ? .empty : .tooShort(look.first.count)))
        }
        do throws(SegmentDefect) {
            let size = LongPageHeader(look.first.span)?.segmentSize ?? 0
            return .success(
                try SegmentHeader(
                    firstBytes: look.first.span,
                    length: UInt64(size),
                    name: segment,
                    system: system
                )
            )
        } catch {
            return .failure(.segment(error))
        }
    }

    /// The first plain bytes, as the decoder gives them.
    private final class Look {
        var first: [UInt8] = []

        var isEnough: Bool { first.count >= LongPageHeader.length }

        func take(_ plain: RawSpan) -> Bool {
            let count = min(LongPageHeader.length - first.count, plain.byteCount)
            unsafe plain.extracting(first: count).withUnsafeBytes {
                unsafe first.append(contentsOf: $0)
            }
            return !isEnough
        }
    }
}

extension SegmentDefect {
    fileprivate static func tooShort(_ count: Int) -> Self {
        .shorterThanHeader(bytes: UInt64(count))
    }
}
