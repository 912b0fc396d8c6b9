public import Documents
public import Figures
public import LinearAlgebra
import Overlaps
import Parallelism
public import Sampling
import SpinModels

/// P(q) and its moments at temperatures of a run, with errors over the disorder.
public struct RunOverlapsReport: Reportable {
  /// The file of the run, for titles.
  public let file: String
  /// The run.
  public let run: any SampledRun
  /// The number of complete instances.
  public let instanceCount: Int
  /// The temperatures.
  public let points: [OverlapPoint]
  /// The index of every temperature in the run.
  public let temperatureIndices: [Int]

  /// Averages over the instances of a run.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - file: Its file.
  ///   - temperatureIndices: The temperatures that are wanted, by their index.
  ///   - bins: The number of bins of P(q) between −1 and 1.
  ///   - equilibration: The equilibration of the run, where it is known already.
  ///   - session: Threads and progress.
  /// - Throws: What reading throws.
  public init(
    _ run: any SampledRun, file: String, temperatureIndices: [Int], bins: Int,
    equilibration: EquilibrationReport? = nil, session: Session
  ) async throws {
    let report = try equilibration ?? run.equilibrationReport()
    let done = try run.doneInstances()
    let energies = try run.energyPerSpinEstimates()
    let links = try await concurrentMap(count: done.count, threads: session.threadCount) { k in
      LinkOverlap(run.ensemble.instance(done[k], seed: run.settings.seed))
    }
    points = try await session.concurrently("overlaps", count: temperatureIndices.count) { k in
      let index = temperatureIndices[k]
      return try OverlapPoint(
        run, links: links, energies: energies, temperatureIndex: index, bins: bins,
        equilibration: report.temperatures[index])
    }
    self.run = run
    self.file = file
    self.temperatureIndices = temperatureIndices
    instanceCount = done.count
  }

  /// The overlaps q_ab of all draws of one instance at the first of the temperatures, ladder after ladder.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: The matrix.
  /// - Throws: What reading throws.
  public func overlaps(ofInstance instance: Int) throws -> Matrix {
    var replicas = PackedConfigurations(spinCount: run.ensemble.spinCount)
    let ladders = try run.configurations(
      instance: instance, temperatureIndex: temperatureIndices[0])
    for ladder in ladders { replicas.append(contentsOf: ladder) }
    return try OverlapMatrix(of: replicas).matrix
  }

  /// One object per temperature.
  public var document: JSONValue {
    [
      "run": .string(file), "spins": .integer(run.ensemble.spinCount),
      "instances": .integer(instanceCount), "seed": JSONValue(seed: run.settings.seed),
      "temperatures": .array(points.map(\.document)),
    ]
  }

  /// A line of moments per temperature, and the relations over the disorder.
  public var sections: [ReportSection] {
    let relations = points.compactMap { point in
      point.relations.map { (temperature: point.temperature, relations: $0) }
    }
    let isLattice = points.contains { $0.waveSusceptibility != nil }
    let columns = OverlapPoint.columns + (isLattice ? OverlapPoint.latticeColumns : [])
    let moments = ReportSection.table(ReportTable(columns, points))
    let system = ReportSection.text(
      "\(run.ensemble.name): N = \(run.ensemble.spinCount), \(run.text(ofInstances: instanceCount))"
    )
    guard !relations.isEmpty else {
      var remarks = points.first?.moments.errorText.map { ["errors \($0)"] } ?? []
      if instanceCount > 1, points.first?.hasDisorder == false {
        remarks.append(
          "all instances have the same couplings: the errors are those of repeated runs, and there is no "
            + "disorder average")
      }
      return [system, moments] + remarks.map { .remark($0) }
    }
    return [
      system, moments, .text(""), .table(ReportTable(EnsembleRelations.columns, relations)),
      .remark(EnsembleRelations.caveat),
    ]
  }

  /// P(q) at six of the temperatures or fewer.
  public var figures: [any Figure] {
    let shown =
      points.count <= 6
      ? points
      : stride(from: 0, to: points.count, by: (points.count + 5) / 6).map { points[$0] }
    return [
      OverlapDistributionFigure(
        title: "Overlap distribution",
        system:
          "\(file.split(separator: "/").last.map(String.init) ?? file): \(run.ensemble.name), N = \(run.ensemble.spinCount), "
          + run.text(ofInstances: instanceCount),
        series: shown.map(\.series), theoryName: "theory, N → ∞")
    ]
  }
}
