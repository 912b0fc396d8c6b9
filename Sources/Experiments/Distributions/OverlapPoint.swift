import Documents
import Figures
public import Overlaps
public import Sampling
import SpinModels
public import Statistics

/// The overlaps of a run at one temperature: P(q), its moments, and the theory beside them.
public struct OverlapPoint: Sendable {
  /// The temperature.
  public let temperature: Double
  /// The histogram of the overlaps of different ladders.
  public let distribution: OverlapDistribution
  /// The histogram of |q|, whose errors are its own, in the bins above 0; `nil` where the sign of q means something.
  public let absoluteDistribution: OverlapDistribution?
  /// Per instance, its own histogram, in the bins of ``absoluteDistribution`` or of ``distribution``.
  public let instanceDensities: [[Double]]
  /// The mean energy per spin.
  public let energyPerSpin: Estimate
  /// The averages of powers of the overlap.
  public let moments: OverlapMoments
  /// The mean link overlap.
  public let linkOverlap: Estimate
  /// N[⟨|q(k)|²⟩] at the smallest wave vectors of a periodic lattice; `nil` for other models.
  public let waveSusceptibility: Estimate?
  /// The correlation length ξ_L of a periodic lattice; `nil` for other models, and where noise hides it.
  public let correlationLength: Estimate?
  /// What replica theory predicts for N → ∞; `nil` where there is no theory.
  public let theory: TheoryOverlay?
  /// Why there is no theory; `nil` where there is one.
  public let theoryReason: String?
  /// Whether the sample is in equilibrium, and why.
  public let equilibration: TemperatureEquilibration
  /// The relations over the disorder; `nil` for a single instance.
  public let relations: EnsembleRelations?
  /// Whether instances differ, so that means over them are averages over disorder.
  public let hasDisorder: Bool

  /// Averages over the instances of a run.
  init(
    _ run: any SampledRun, links: [LinkOverlap], energies: [Estimate], temperatureIndex index: Int,
    bins: Int,
    equilibration: TemperatureEquilibration
  ) throws {
    temperature = run.settings.temperatures[index]
    var overlaps: [[Double]] = []
    var blocks: OverlapBlocks?
    var linkOverlaps: [Double] = []
    var products: [OverlapProducts] = []
    let lattice = CorrelationLength(run.ensemble)
    var waves: [Double] = []
    for (instance, link) in zip(try run.doneInstances(), links) {
      let ladders = try run.configurations(instance: instance, temperatureIndex: index)
      let between = OverlapDistribution.overlaps(betweenLadders: ladders)
      blocks = OverlapBlocks(ladders: ladders)
      overlaps.append(between)
      products.append(
        OverlapProducts(ladders: ladders, window: EnsembleRelations.defaultWindow))
      if let lattice { waves.append(lattice.susceptibility(ladders: ladders)) }
      linkOverlaps.append(link.mean(ladders: ladders, overlaps: between))
    }
    let spins = run.ensemble.spinCount
    distribution = OverlapDistribution(
      instances: overlaps, binCount: bins, spinCount: spins, blocks: blocks)
    let isEven = run.ensemble.isSpinFlipSymmetric
    absoluteDistribution =
      isEven
      ? .ofAbsoluteOverlaps(
        instances: overlaps, binCount: bins, spinCount: spins, blocks: blocks) : nil
    instanceDensities = overlaps.map { values in
      let own: OverlapDistribution =
        isEven
        ? .ofAbsoluteOverlaps(instances: [values], binCount: bins, spinCount: spins)
        : OverlapDistribution(instances: [values], binCount: bins, spinCount: spins)
      return own.densities
    }
    energyPerSpin = energies[index]
    moments = OverlapMoments(
      instances: overlaps, spinCount: run.ensemble.spinCount, blocks: blocks)
    linkOverlap = Estimate(meanOf: linkOverlaps)
    waveSusceptibility = lattice == nil ? nil : Estimate(meanOf: waves)
    let n = Double(run.ensemble.spinCount)
    correlationLength = lattice?.estimate(
      uniform: overlaps.map { n * $0.reduce(0) { $0 + $1 * $1 } / Double(max(1, $0.count)) },
      waves: waves)
    do {
      theory = try TheoryOverlay(run.ensemble, temperature: temperature)
      theoryReason = theory == nil ? "replica theory stands beside SK runs only" : nil
    } catch {
      theory = nil
      theoryReason = "\(error)"
    }
    self.equilibration = equilibration
    hasDisorder = run.ensemble.hasDisorder
    relations = products.count >= 2 && hasDisorder ? EnsembleRelations(products) : nil
  }

  /// The columns of the table over temperatures.
  static let columns: [Column<OverlapPoint>] = [
    Column(text: "T") { text($0.temperature) }, Column(text: "⟨q⟩") { text($0.moments.mean) },
    Column(text: "⟨|q|⟩") { text($0.moments.meanAbsolute) },
    Column(text: "⟨q²⟩") { text($0.moments.meanSquare) },
    Column(text: "q_link") { text($0.linkOverlap) },
    Column(text: "N⟨q²⟩") { text($0.moments.susceptibility) },
    Column(text: "Binder g") { text($0.moments.binder) },
    Column(text: "⟨q²⟩ theory") { $0.theory?.meanSquareText ?? "–" },
    Column(text: "equilibrated") { $0.equilibration.answer.rawValue },
  ]

  /// The columns that periodic lattices have besides.
  static let latticeColumns: [Column<OverlapPoint>] = [
    Column(text: "χ(k_min)") { text($0.waveSusceptibility) },
    Column(text: "ξ_L") { text($0.correlationLength) },
  ]

  /// The object for programs.
  var document: JSONValue {
    var object: JSONValue = ["temperature": .number(temperature)]
    object.merge(equilibration.document)
    object.merge(moments.document(with: distribution))
    object["mean_link_overlap"] = JSONValue(mean: linkOverlap)
    if let waveSusceptibility {
      object["wave_susceptibility"] = JSONValue(mean: waveSusceptibility)
      object["correlation_length"] = correlationLength.map { JSONValue(mean: $0) } ?? .null
    }
    object["ensemble_relations"] = relations?.document ?? .null
    if relations == nil {
      object["ensemble_relations_reason"] = .string(
        hasDisorder
          ? "a single instance has no disorder average"
          : "all instances have the same couplings and no disorder average")
    }
    object["theory"] = theory?.document ?? .null
    if let theoryReason { object["theory_reason"] = .string(theoryReason) }
    return object
  }

  /// P(q) beside the theory, to be drawn.
  var series: OverlapDistributionFigure.Series {
    OverlapDistributionFigure.Series(
      name: "T = \(text(temperature))", distribution: distribution,
      theoryPeaks: theory?.peaks ?? [], theoryCurve: theory?.density)
  }
}
