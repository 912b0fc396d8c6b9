import Archive
import Foundation
import Sampling
import SpinModels

/// Runs with chunks whose root metadata are replaced: those that version 0.1.0 wrote, which have no checksum, and one of
/// spherical spins.
private enum TemplateRun: String, CaseIterable {
  case given, mine, pm1, recurrent, spherical

  /// What the metadata of the run hold and those of the others do not.
  private var mark: String {
    switch self {
    case .given: "hopfield"
    case .mine: "couplings, N"
    case .pm1: "run: sk"
    case .recurrent: "recurrent simulate"
    case .spherical: "spherical"
    }
  }

  /// The run of which bytes are metadata.
  init(of metadata: [UInt8]) {
    let text = String(decoding: metadata, as: UTF8.self)
    self = Self.allCases.first { text.contains($0.mark) } ?? .pm1
  }

  /// The folder of the run, made at the first call.
  func path(in folder: String) throws -> String {
    let path = folder + "/\(rawValue).zarr"
    guard !FileManager.default.fileExists(atPath: path) else { return path }
    if self == .spherical {
      try Self.makeSpherical(path)
    } else {
      let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
        url.deletingLastPathComponent()
      }
      try FileManager.default.copyItem(
        at: root.appendingPathComponent("Tests/ReferenceData/Runs/format-1/\(rawValue)"),
        to: URL(fileURLWithPath: path))
    }
    return path
  }

  /// `replica sample pspin --spherical -s 6 -t 0.5,1 --instances 1 --chains 2 --burn-in 8 --sweeps 16 --draws 2 --seed 3`
  private static func makeSpherical(_ path: String) throws {
    let run = try SphericalRun(
      SphericalPSpin(PSpin(spinCount: 6)),
      settings: SamplingSettings(
        temperatures: [0.5, 1], chainCount: 2, burnIn: 8, sweeps: 16, draws: 2, seed: 3))
    let store = try SphericalRunStore(at: path, run, instanceCount: 1, command: "", version: "")
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      try? await run.sample(instances: [0], threads: 1) { try store.write($0, wallSeconds: 1) }
      done.signal()
    }
    done.wait()
  }
}

extension Reader {
  /// Reads a run whose root metadata are the bytes, and all that analyses ask of it.
  func run(_ bytes: [UInt8], _ folder: String) throws {
    let template = TemplateRun(of: bytes)
    let path = try template.path(in: folder)
    try replace(bytes, path + "/zarr.json")
    _ = try RunKind(ofRunAt: path)
    switch template {
    case .given, .mine, .pm1:
      let run = try RunStore(at: path)
      for instance in try run.doneInstances() {
        _ = try run.equilibrationData(instance: instance)
        _ = try run.configurations(instance: instance, temperatureIndex: 0)
        _ = try run.lowestStates(instance: instance)
      }
      _ = try run.equilibrationReport()
    case .recurrent:
      let run = try RecurrentRunStore(at: path)
      for network in try run.units.doneUnits() { _ = try run.read(network) }
      _ = try run.firstNetworkStates()
    case .spherical:
      let run = try SphericalRunStore(at: path)
      for instance in try run.doneInstances() { _ = try run.configurations(instance: instance) }
      _ = try run.equilibrationReport()
    }
  }
}
