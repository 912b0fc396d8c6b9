import Archive
import Documents
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Calibrated by not looking at what `write` returns: `rawWrite` fails.
@Suite struct FullDiskTests {
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func rawWrite() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { _ = close(descriptor) }
    let error = #expect(throws: ArchiveError.self) {
      try FileSystem.writeAll([1, 2, 3], to: descriptor, path: "out.npy")
    }
    #expect(error == .cannotWrite(path: "out.npy", reason: "No space left on device"))
    #expect(error?.kind == .cannotCreate)
  }

  /// A read-only folder; the superuser may write there all the same, hence `/proc`.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
  func folderThatTakesNothing() {
    let error = #expect(throws: ArchiveError.self) {
      try JSONValue.null.write(toFile: "/proc/self/a.json")
    }
    guard case .cannotWrite("/proc/self/a.json", _) = error else {
      Issue.record("\(error.debugDescription)")
      return
    }
  }

  static let smallDisk = ProcessInfo.processInfo.environment["REPLICA_KIT_SMALL_DISK"]

  /// On a file system of a few hundred kilobytes, for example `mount -t tmpfs -o size=256k`.
  @Test(.enabled(if: smallDisk != nil))
  func smallFileSystem() throws {
    let folder = try #require(Self.smallDisk)
    let path = folder + "/full.zarr"
    let array = ZarrArray(
      name: "q", dataType: .float64, shape: [200, 1000], chunkShape: [1, 1000],
      dimensionNames: ["instance", "draw"])
    let store = try ZarrStore.create(at: path, arrays: [array])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let values = [Double](repeating: 1, count: 1000)
    var written = 0
    let error = #expect(throws: ArchiveError.self) {
      for row in 0..<200 {
        try store.writeChunk(array: "q", index: [row, 0], values: values)
        written += 1
      }
    }
    guard case .cannotWrite(_, "No space left on device") = error else {
      Issue.record("\(error.debugDescription)")
      return
    }
    #expect(written > 5)
    // What was written before is whole, and no temporary file is left.
    #expect(try names(in: path + "/q").count == written + 1)
    let numbers = try ZarrStore(at: path).readNumbers("q")
    #expect(numbers.count { $0 == 1 } == 1000 * written)
    #expect(throws: ArchiveError.self) {
      try ZarrStore.create(
        at: folder + "/second.zarr",
        attributes: ["text": .string(String(repeating: "x", count: 300_000))], arrays: [array])
    }
    #expect(try names(in: folder) == ["full.zarr"])
  }
}
