import ReplicaKit

/// The layers of simulated networks beside their theory.
struct DeepNetResult {
  /// A layer.
  struct Row {
    let length: Estimate
    let lengthDeviation: Double?
    let lengthTheory: Double?
    let correlation: Estimate
    let correlationDeviation: Double?
    let correlationTheory: Double?
    /// The correlations of the families of pairs.
    let families: [Family]
    /// Eigenvalues of the normalised overlaps of the first network, divided by A; largest first.
    let eigenvalues: [Double]
    let verdict: Verdict?
    /// How many states the inputs of the first network form.
    let states: Int?
  }

  /// The correlations of a family of pairs in a layer.
  struct Family {
    let mean: Double
    let deviation: Double?
    let theory: Double?
  }

  let theory: DeepNetworkTheory?
  let statistics: DeepNetworkStatistics
  let families: [PairFamily]
  let rows: [Row]

  /// The probability with which an interval covers the mean over all networks.
  static let confidenceLevel = 0.95

  /// Compares the layers with the theory and analyses those of the first network.
  ///
  /// - Parameters:
  ///   - statistics: The statistics of all networks.
  ///   - first: The first network, with the pre-activations of all layers.
  ///   - prediction: The theory by layers.
  ///   - theory: The fixed points, where there are stable ones.
  ///   - inputs: The inputs.
  ///   - families: Pairs that are averaged over.
  ///   - seed: The user's seed.
  /// - Throws: ``OverlapError`` when the first network cannot be analysed.
  init(
    _ statistics: DeepNetworkStatistics, first: DeepNetworkRecord, prediction: DeepNetPrediction,
    theory: DeepNetworkTheory?, inputs: NetworkInputs, families: [PairFamily], seed: UInt64
  ) throws {
    self.theory = theory
    self.statistics = statistics
    self.families = families
    let overlaps = inputs.overlaps
    let lengths = prediction.meanLengths(of: overlaps)
    let correlations = prediction.correlations(overlaps, 0, 1)
    // The pairs of a family have one correlation.
    let familyTheory = families.map {
      prediction.correlations(overlaps, $0.pairs[0].a, $0.pairs[0].b)
    }
    rows = try statistics.layers.enumerated().map { layer, measured in
      let vectors = layer == 0 ? inputs.vectors : first.preActivations[layer] ?? inputs.vectors
      let analysis =
        inputs.count >= 3 && vectors.columns >= 2
        ? try ReplicaAnalysis(.vectors(vectors), seed: seed) : nil
      return Row(
        length: measured.length, lengthDeviation: measured.lengthDeviation,
        lengthTheory: lengths[layer],
        correlation: measured.correlation(0, 1),
        correlationDeviation: measured.correlationDeviation?[0, 1],
        correlationTheory: correlations[layer],
        families: zip(families, familyTheory).map { family, theory in
          Family(family, measured, theory: theory[layer])
        },
        eigenvalues: (analysis?.eigenvalues ?? []).map { $0 / Double(inputs.count) },
        verdict: analysis?.classification.verdict, states: analysis?.states.count)
    }
  }

  /// The interval of confidence of an estimate over the networks.
  func interval(_ estimate: Estimate) -> ClosedRange<Double>? {
    let networks = statistics.layers[0].networkCount
    guard networks > 1 else { return nil }
    return estimate.interval(level: Self.confidenceLevel, degreesOfFreedom: networks - 1)
  }
}

extension DeepNetResult.Family {
  fileprivate init(_ family: PairFamily, _ layer: DeepLayerStatistics, theory: Double?) {
    let count = Double(family.pairs.count)
    mean = family.pairs.reduce(0) { $0 + layer.correlationMean[$1.a, $1.b] } / count
    deviation = layer.correlationDeviation.map { deviation in
      let sum = family.pairs.reduce(0) { $0 + deviation[$1.a, $1.b] * deviation[$1.a, $1.b] }
      return (sum / count).squareRoot()
    }
    self.theory = theory
  }
}
