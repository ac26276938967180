package import Codec
package import WAL

/// An archived file being read: decoded, digested and judged while its bytes pass.
package final class Examination {
    /// Why an archived file is not to be trusted, or could not be judged.
    package enum Failure: Error, Equatable, Sendable {
        case defect(FileDefect)
        /// This process failed, not the file.
        case failed(String)
    }

    /// Whether a segment's records are read.
    package enum RecordReading: Sendable {
        case never
        /// Where no digest that was archived proves the file: of plain objects, since for a
        /// compressed one it is too late when its end shows that there is none.
        case ofPlainObjects
        case always
    }

    private let decoder: ObjectDecoder
    private let passed: PassedContent
    private let checksWAL: Bool
    private let system: SystemIdentifier?

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - name: what the file is.
    ///   - system: the cluster it must belong to, where that is known.
    ///   - checksWAL: whether its contents must be PostgreSQL's.
    ///   - records: whether its records are read, which is judged by whoever asks for it.
    ///   - receive: gets the plain bytes; answers whether it wants more.
    package init(
        name: WALFileName,
        system: SystemIdentifier?,
        checksWAL: Bool,
        records: RecordReading = .never,
        receive: @escaping (RawSpan) -> Bool
    ) {
        let passed = PassedContent(WALContent(name: name))
        self.passed = passed
        self.checksWAL = checksWAL
        self.system = system
        let limit = checksWAL ? passed.content.lengthLimit : SegmentSize.range.upperBound
        decoder = ObjectDecoder(plainLimit: limit) { form in
            let reads = records == .always || records == .ofPlainObjects && form == .plain
            if reads, checksWAL { passed.content.readRecords() }
        } receive: { plain in
            passed.content.receive(plain)
            return receive(plain)
        }
    }

    /// Takes the next stored bytes; answers whether more are wanted.
    package func receive(_ stored: RawSpan) -> Bool {
        decoder.consume(stored)
    }

    /// What the bytes so far say of themselves, sound or not.
    package var passedFacts: WALContent.Facts { passed.content.passedFacts }

    /// Judges the file, every byte of it having passed.
    package func conclude(_ object: StoredObject) throws(Failure) -> SoundFile {
        let decoded: DecodedObject
        do throws(CodecError) {
            decoded = try decoder.finish()
        } catch {
            throw error.isDamage ? .defect(.codec(error)) : .failed(error.description)
        }
        do throws(FileDefect) {
            let isProven = try check(decoded, object)
            var facts =
                checksWAL
                ? try passed.content.check(length: decoded.plainLength, system: system) : .init()
            if decoded.form == .plain, object.recordedDigest == .foreign {
                facts.add(warning: "what stands beside it as .sha256 holds no digest")
            }
            return SoundFile(decoded: decoded, hasRecordedDigest: isProven, facts: facts)
        } catch {
            throw .defect(error)
        }
    }

    /// Compares what was read with what was recorded; answers whether anything was.
    private func check(
        _ decoded: DecodedObject,
        _ object: StoredObject
    ) throws(FileDefect) -> Bool {
        if decoded.form == .zstd, let frame = decoded.frame {
            guard frame.size == decoded.plainLength else {
                throw .otherSize(decoded.plainLength, recorded: frame.size)
            }
            guard frame.digest == decoded.digest else {
                throw .otherDigest(decoded.digest, recorded: frame.digest)
            }
            if let system, let recorded = frame.system, recorded != system {
                throw .recordedSystem(recorded, expected: system)
            }
            return true
        }
        // A recorded digest is of plain bytes; beside a compressed object it is somebody else's.
        guard decoded.form == .plain else { return false }
        switch object.recordedDigest {
        case .none, .foreign:
            // Ours, but for its first bytes, where nothing else would show it.
            guard checksWAL || decoded.frame == nil else {
                throw .codec(.damaged("it ends like a compressed file but does not begin like one"))
            }
            return false
        case .unreadable: throw .unreadableRecordedDigest
        case .digest(let recorded):
            guard recorded == decoded.digest else {
                throw .otherDigestBeside(decoded.digest, recorded: recorded)
            }
            return true
        }
    }
}

/// What the decoder's closure and its owner share.
private final class PassedContent {
    var content: WALContent

    init(_ content: WALContent) {
        self.content = content
    }
}

/// An archived file in which nothing wrong was found.
package struct SoundFile: Equatable, Sendable {
    /// What the stored bytes turned out to be.
    package let decoded: DecodedObject
    /// Whether a digest made when it was archived agrees; a foreign archive has none.
    package let hasRecordedDigest: Bool
    /// What its contents proved.
    package let facts: WALContent.Facts

    /// Whether neither a digest nor its records prove it, a segment.
    package var isUnproven: Bool {
        !hasRecordedDigest && facts.header != nil && facts.records == nil
    }

    /// What the file is, whatever its form.
    package var identity: FileIdentity {
        FileIdentity(digest: decoded.digest, size: decoded.plainLength)
    }
}
