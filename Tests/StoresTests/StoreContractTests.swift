import Archive
import Files
import Stores
import SystemPackage
import TestStores
import TestSupport
import Testing

/// What every store promises, kept by all there are.
@Suite struct StoreContractTests {
    @Test(arguments: StoreContract.allCases)
    func `is kept by the store of the tests`(_ check: StoreContract) {
        let store = MemoryStore()
        #expect(throws: Never.self) { try check.check { store } }
    }

    @Test(arguments: StoreContract.allCases, CreateOnce.allCases)
    func `is kept by a directory`(_ check: StoreContract, once: CreateOnce) async throws {
        try await ScratchDirectory.with { scratch in
            let path = FilePath(try scratch.directory("archive"))
            #expect(throws: Never.self) {
                try check.check { DirectoryStore(path: path, once: once) }
            }
        }
    }
}
