import TestSupport
import Testing

/// `wal-fetch` delivers what was archived, or nothing.
@Suite(.timeLimit(.minutes(10))) struct FetchRefusalTests {
    @Test(arguments: StoredForm.allDamages)
    func `refuses a damaged object`(form: StoredForm, damage: StoredDamage) async throws {
        try await ScratchDirectory.with { scratch in
            let site = try await DamagedSite(form, damage, in: scratch)
            for situation in FetchSituation.allCases {
                // A copied archive has no marker, so by hand nobody knows whose it should be.
                if form == .copied && situation == .byHand && damage.needsIdentity { continue }
                let (outcome, delivered) = try await site.fetch(in: situation)
                expect(outcome, refuses: site.name, status: situation.damagedStatus)
                #expect(!Disk.exists(delivered))
                #expect(try Disk.names(in: site.walDirectory(situation)) == ["archive_status"])
            }
            guard form != .copied || !damage.needsIdentity else { return }
            let verified = try await site.archive.verify([site.name])
            expect(verified, exits: 3)
            #expect(verified.output.contains(site.name))
        }
    }

    @Test(arguments: StoredForm.allCases)
    func `delivers a sound object`(form: StoredForm) async throws {
        try await ScratchDirectory.with { scratch in
            let site = try await DamagedSite(form, nil, in: scratch)
            for situation in FetchSituation.allCases {
                let (outcome, delivered) = try await site.fetch(in: situation)
                expect(outcome, exits: 0)
                #expect(outcome.output + outcome.errors == "")
                #expect(try Disk.read(delivered) == site.segment)
                #expect(try Disk.mode(of: delivered) == 0o600)
            }
            let verified = try await site.archive.verify([site.name])
            expect(verified, exits: 0)
            #expect(verified.output.hasPrefix(site.name))
        }
    }

    @Test(arguments: [StoredForm.zstd, .none])
    func `delivers right bytes or none, whichever byte is damaged`(form: StoredForm) async throws {
        try await ScratchDirectory.with { scratch in
            let site = try await DamagedSite(form, nil, in: scratch)
            let object = try Disk.read(site.archive.object(site.name))
            // All of what stands before and behind the data, and samples of the data.
            let ends = Array(0..<24) + Array(object.count - 148..<object.count)
            let samples = stride(from: 24, to: object.count - 148, by: object.count / 16)
            var refused = 0
            for offset in ends + Array(samples) {
                var bytes = object
                bytes[offset] ^= UInt8(1 << (offset % 8))
                try Disk.write(bytes, to: site.archive.object(site.name))
                let (outcome, delivered) = try await site.fetch(in: .byHand)
                if outcome.status == 0 {
                    #expect(try Disk.read(delivered) == site.segment, "byte \(offset)")
                    try Disk.remove(delivered)
                } else {
                    expect(outcome, exits: 201)
                    #expect(!Disk.exists(delivered), "byte \(offset)")
                    refused += 1
                }
            }
            #expect(refused > 100)
        }
    }
}
