import Archive
import Documents
import Experiments
import Foundation
import Overlaps
import Sampling
import SpinModels
import Testing

/// The one way from a run to a verdict: the same answer in memory and on disk, and no verdict without
/// equilibrium.
@Suite struct RunAnalysisTests {
  /// What a run is judged to be at every temperature, with every number of the analysis.
  private func document(_ run: any SampledRun) throws -> String {
    let analysis = try RunAnalysis(
      run, replicaLimit: 48, options: AnalysisOptions(withPower: false))
    let points = try run.settings.temperatures.map {
      ClassifiedPoint(file: "run", try analysis.at(temperature: $0))
    }
    return ClassifyReport(points, files: ["run"]).document.prettyText
  }

  @Test(arguments: [0, 1])
  func memoryAndDiskAgree(kind: Int) async throws {
    // Eight instances of SK, from which on the exact identity is tested.
    let model: any SpinEnsemble =
      kind == 0
      ? try SherringtonKirkpatrick(spinCount: 40, field: 0.1, bias: 0.2)
      : try Hopfield(spinCount: 60, patterns: .random(count: 2))
    let settings = try SamplingSettings(
      temperatures: [0.4, 1.3], burnIn: 200, sweeps: 200, draws: 16, seed: 5)
    let run = try await SamplingRun(model, settings: settings).recorded(
      instances: 0..<(kind == 0 ? 8 : 2), threads: 2)
    let folder = FileManager.default.temporaryDirectory.path + "/run-analysis-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try RunStore.create(
      at: folder, model: model, settings: settings, instanceCount: run.records.count,
      command: "test", version: "test")
    for record in run.records { try store.write(record, wallSeconds: 0) }
    let read = try RunStore(at: folder)
    #expect(try read.equilibrationReport() == run.equilibrationReport())
    #expect(try document(read) == document(run))
    #expect(
      try read.configurations(instance: 1, temperature: 1.3)
        == run.configurations(instance: 1, temperature: 1.3))
    if kind == 0 {
      let checks = try read.equilibrationReport().temperatures[0].checks
      #expect(checks.contains { $0.kind == .gaussianIdentity && $0.passed != nil })
    }
  }

  /// Eight sweeps are too few for a spin glass: the overlaps alone look broken, and the verdict is refused.
  @Test func poorSampleIsRefused() async throws {
    let settings = try SamplingSettings(temperatures: [0.3, 1.6], burnIn: 8, sweeps: 64)
    let run = try await SamplingRun(
      try SherringtonKirkpatrick(spinCount: 256), settings: settings
    ).recorded(instances: 0..<2, threads: 2)
    let found = try RunAnalysis(run, options: AnalysisOptions(withPower: false))
      .at(temperature: 0.3)
    #expect(found.system.pooled.classification.brokenProbability > 0.9)
    #expect(found.classification.verdict == .notEquilibrated)
    #expect(found.equilibration.answer == .no)
  }

  @Test func missingThings() async throws {
    let settings = try SamplingSettings(temperatures: [0.5, 1], sweeps: 16, draws: 4)
    let sk = try SherringtonKirkpatrick(spinCount: 16)
    let run = try await SamplingRun(sk, settings: settings).recorded(instances: [3], threads: 1)
    #expect(throws: SamplingError.noSuchTemperature(5, stored: [0.5, 1])) {
      try RunAnalysis(run).at(temperature: 5)
    }
    #expect(throws: SamplingError.missingInstance(0)) {
      try run.configurations(instance: 0, temperature: 0.5)
    }
    #expect(throws: SamplingError.noInstances) {
      try RunAnalysis(RecordedRun(sk, settings: settings, records: []))
    }
  }
}
