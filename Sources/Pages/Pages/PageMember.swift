public import Archive
import Documents
public import Experiments
import Overlaps
import Sampling
import SpinModels
import Statistics

/// One of two systems that a page puts side by side: a run at one temperature, or an array.
public struct PageMember: Sendable {
  /// A number that both systems may have.
  struct Quantity: Sendable {
    let symbol: String
    let meaning: String
    let value: Estimate
  }

  let point: ClassifiedPoint
  let distribution: DistributionPlot
  let quantities: [Quantity]
  let note: Markup
  /// Model or shape, size, temperature and instances, in a line.
  let about: String
  /// The temperature; `nil` for arrays.
  let temperature: Double?
  let origin: [(String, String)]
  let command: String?

  /// A run at one temperature.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - file: Its file.
  ///   - index: The temperature, by its index.
  ///   - replicaLimit: The most replicas per instance.
  ///   - options: How to analyse.
  ///   - session: Threads and progress.
  /// - Throws: What reading and analysing throw.
  public init(
    _ run: RunStore, file: String, temperatureIndex index: Int, replicaLimit: Int,
    options: AnalysisOptions, session: Session
  ) async throws {
    let analysis = try RunAnalysis(run, replicaLimit: replicaLimit, options: options)
    let overlaps = try await RunOverlapsReport(
      run, file: file, temperatureIndices: [index],
      bins: OverlapDistribution.binCount(spinCount: run.model.spinCount),
      equilibration: analysis.equilibration, session: session)
    let found = try analysis.at(temperatureIndex: index)
    let averages = overlaps.points[0]
    point = ClassifiedPoint(file: Words.fileName(file), found).notingSingleSize
    distribution = DistributionPlot(
      distribution: averages.absoluteDistribution ?? averages.distribution,
      isAbsolute: averages.absoluteDistribution != nil, instances: averages.instanceDensities,
      theory: averages.theory)
    quantities =
      [
        Quantity(symbol: "u", meaning: "energy per spin", value: averages.energyPerSpin),
        Quantity(symbol: "⟨|q|⟩", meaning: "mean overlap", value: averages.moments.meanAbsolute),
        Quantity(
          symbol: "⟨q²⟩", meaning: "mean square overlap", value: averages.moments.meanSquare),
        Quantity(symbol: "g", meaning: "Binder ratio", value: averages.moments.binder),
        Quantity(symbol: "q_link", meaning: "link overlap", value: averages.linkOverlap),
      ] + Self.levels(point)
    note = LightTable.note(found.equilibration, isLinked: false)
    command = run.store.attributes["command"]?.stringValue.map(ReportPage.withoutFolders)
    temperature = averages.temperature
    about =
      "\(ReportPage.modelName(run.ensemble)), N = \(run.ensemble.spinCount), T = \(Words.plain(averages.temperature)), "
      + Words.count(analysis.instances.count, "instance")
    origin = [(Words.fileName(file), "\(about), seed \(run.settings.seed)")]
  }

  /// An array.
  ///
  /// - Parameters:
  ///   - point: What was found.
  ///   - remarks: What must be said beside it.
  public init(_ point: ClassifiedPoint, remarks: [String]) {
    self.point = point
    let system = point.analysis
    distribution = DistributionPlot(system)
    let moments = OverlapMoments(
      instances: system.independentOverlaps,
      spinCount: system.pooled.features.siteCount)
    quantities =
      [
        Quantity(symbol: "⟨|q|⟩", meaning: "mean overlap", value: moments.meanAbsolute),
        Quantity(symbol: "⟨q²⟩", meaning: "mean square overlap", value: moments.meanSquare),
        Quantity(symbol: "g", meaning: "Binder ratio", value: moments.binder),
      ] + Self.levels(point)
    note =
      point.time == nil
      ? "Foreign data: equilibrium and independence cannot be checked."
      : "Trajectories at one time are no sample of a Gibbs measure."
    command = nil
    temperature = nil
    about =
      "R = \(system.pooled.features.replicaCount), N = \(system.pooled.features.siteCount)"
      + (system.analyses.count > 1 ? ", \(Words.count(system.analyses.count, "instance"))" : "")
    origin =
      [(Words.fileName(point.file), about)]
      + remarks.map { ("Remark", Words.sentence(ReportPage.withoutFolders($0))) }
  }

  /// Levels and m, where a class is named to which they belong.
  private static func levels(_ point: ClassifiedPoint) -> [Quantity] {
    guard [.oneStep, .replicaSymmetric].contains(point.classification.verdict) else { return [] }
    let found: [(String, String, Estimate?)] = [
      ("q₁", "overlap inside a state", point.q1), ("q₀", "overlap between states", point.q0),
      ("m", "two replicas in different states", point.breakingParameter),
    ]
    return found.compactMap { symbol, meaning, value in
      value.map { Quantity(symbol: symbol, meaning: meaning, value: $0) }
    }
  }
}

extension DistributionPlot {
  /// P(q) of the independent pairs of rows of arrays; of |q| where the sign of a row means nothing.
  init(_ system: SystemAnalysis) {
    let (pairs, isEven) = (system.independentOverlaps, system.isSpinFlipSymmetric)
    func distribution(_ instances: [[Double]]) -> OverlapDistribution {
      .shown(
        instances: instances, isAbsolute: isEven, spinCount: system.first.overlaps.siteCount)
    }
    self.init(
      distribution: distribution(pairs.filter { !$0.isEmpty }), isAbsolute: isEven,
      instances: pairs.map { distribution([$0]).densities })
  }
}
