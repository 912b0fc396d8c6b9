import Archive
import Documents
import Foundation
import Sampling
import SpinModels
import Testing

/// Runs read by xarray and zarr-python, which share no code with this library.
///
/// Calibrated by writing the ladders of the configurations in reverse order, which fails the first
/// test, and by writing no checksums, which fails the second.
@Suite struct RunPythonTests {
  private static let settings: SamplingSettings? = try? SamplingSettings(
    temperatures: [0.5, 0.8, 1.25], chainCount: 3, burnIn: 40, sweeps: 60, draws: 6, seed: 7)

  /// A run of five instances of 21 spins, a number that leaves three bits of the last byte unused.
  private func makeRun(_ path: String) throws -> RunStore {
    let model = try SherringtonKirkpatrick(spinCount: 21, field: 0.25, bias: 0.5)
    return try RunStore.create(
      at: path, model: model, settings: try #require(Self.settings),
      instanceCount: 5, command: "replica sample sk", version: "test", storesCouplings: true)
  }

  private func sample(_ instances: [Int], into run: RunStore) async throws {
    try await SamplingRun(run.model, settings: run.settings).sample(
      instances: instances, threads: 1
    ) { try run.write($0, wallSeconds: 1) }
  }

  @Test(.enabled(if: PythonProcess.python != nil))
  func xarrayReadsARunBeforeAndAfterItsEnd() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/run-python-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = try makeRun(folder + "/run.zarr")
    func check(_ done: [Int]) throws {
      let result = try PythonProcess.run(
        "check_run.py", [run.path, "check"] + done.map(String.init))
      #expect(result.status == 0, "\(result.output)")
    }
    try check([])
    try await sample([0, 3], into: run)
    try check([0, 3])
    try await sample([1, 2, 4], into: run)
    try check([0, 1, 2, 3, 4])
  }

  @Test(.enabled(if: PythonProcess.python != nil))
  func xarrayRefusesAFlippedBitOfAConfiguration() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/run-python-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = try makeRun(folder + "/run.zarr")
    try await sample([0, 1], into: run)
    let path = try run.store.pathOfChunk(array: "configurations", index: [1, 0, 0, 0, 0])
    var bytes = try readFile(path)
    bytes[bytes.count / 2] ^= 16
    try writeFile(path, bytes)
    let result = try PythonProcess.run("check_run.py", [run.path, "damaged", "1"])
    #expect(result.status == 0, "\(result.output)")
  }
}
