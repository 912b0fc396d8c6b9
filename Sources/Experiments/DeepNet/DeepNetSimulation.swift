package import LinearAlgebra
package import NetworkTheory
package import Overlaps
import Parallelism
package import RandomNetworks
package import Statistics

/// Pairs of inputs of one kind.
package struct PairFamily: Sendable {
  /// The word in keys of JSON.
  package let key: String
  /// The name for people.
  package let name: String
  /// Its pairs, at least one.
  package let pairs: [(a: Int, b: Int)]

  /// Names some pairs.
  package init(key: String, name: String, pairs: [(a: Int, b: Int)]) {
    self.key = key
    self.name = name
    self.pairs = pairs
  }
}

/// What is simulated beside the theory of a deep network.
package struct DeepNetSettings: Sendable {
  package let widths: [Int]
  let weights: WeightLaw
  let engine: PropagationEngine
  package let networks: Int
  package let inputs: NetworkInputs
  package let families: [PairFamily]
  let showsMatrices: Bool

  /// Describes a simulation.
  ///
  /// - Parameters:
  ///   - widths: The numbers of neurons of all layers.
  ///   - weights: The law of the weights.
  ///   - engine: How pre-activations are drawn.
  ///   - networks: The number of networks.
  ///   - inputs: The inputs.
  ///   - families: Pairs of inputs that are averaged over.
  ///   - showsMatrices: Whether documents have the matrices of all pairs of inputs.
  package init(
    widths: [Int], weights: WeightLaw, engine: PropagationEngine, networks: Int,
    inputs: NetworkInputs, families: [PairFamily], showsMatrices: Bool
  ) {
    self.widths = widths
    self.weights = weights
    self.engine = engine
    self.networks = networks
    self.inputs = inputs
    self.families = families
    self.showsMatrices = showsMatrices
  }
}

/// The layers of simulated networks beside their theory.
package struct DeepNetSimulation: Reportable {
  /// A layer.
  package struct Row: Sendable {
    package let layer: Int
    package let length: Estimate
    let lengthDeviation: Double?
    package let lengthTheory: Double?
    package let correlation: Estimate
    let correlationDeviation: Double?
    package let correlationTheory: Double?
    /// The correlations of the families of pairs.
    package let families: [Family]
    /// What the mean overlaps of all networks look like; `nil` for fewer than three inputs.
    package let analysis: ReplicaAnalysis?
    /// What the inputs look like, as if they were replicas.
    var verdict: Verdict? { analysis?.classification.verdict }
  }

  /// The correlations of a family of pairs in a layer.
  package struct Family: Sendable {
    package let mean: Double
    package let deviation: Double?
    package let theory: Double?
  }

  package let network: DeepNetParameters
  package let settings: DeepNetSettings
  package let theory: DeepNetworkTheory?
  let statistics: DeepNetworkStatistics
  package let rows: [Row]
  package let seed: UInt64
  /// The pre-activations of the last layer of the first network.
  package let lastLayer: Matrix?

  /// Simulates all networks in memory that does not grow with their number, and analyses every layer.
  ///
  /// Networks are independent samples of one law of overlaps, so that a structure is judged by halves made of
  /// different networks: a network of width N has deviations of O(1/√N) from that law, which the halves of its own
  /// neurons share. The inputs, and the layers of a single network, are judged by halves of their sites.
  ///
  /// - Parameters:
  ///   - network: The parameters.
  ///   - settings: Layers, inputs and networks.
  ///   - session: Seed, threads and progress; is told where no length is stable.
  /// - Throws: ``RandomNetworkError``, and ``OverlapError`` when the first network cannot be analysed.
  package init(
    _ network: DeepNetParameters, _ settings: DeepNetSettings, session: Session
  ) async throws {
    self.network = network
    self.settings = settings
    seed = session.seed
    let (inputs, families) = (settings.inputs, settings.families)
    let ensemble = DeepNetworkEnsemble(
      network: try DeepNetwork(
        sigmaW: network.sigmaW, sigmaB: network.sigmaB, nonlinearity: network.phi.function,
        weights: settings.weights, widths: settings.widths),
      inputs: inputs, seed: seed, engine: settings.engine)
    do {
      theory = try network.theory()
    } catch let error as NetworkTheoryError {
      // Layers have a theory all the same.
      session.note("replica: \(error)")
      theory = nil
    }
    let found = try await Self.simulate(ensemble, networks: settings.networks, session: session)
    let (statistics, first) = (found.accumulator.statistics, found.first)
    self.statistics = statistics
    lastLayer = first.preActivations[settings.widths.count]
    let prediction = try DeepNetPrediction(network, depth: settings.widths.count)
    let lengths = prediction.meanLengths(of: inputs.overlaps)
    let correlations = prediction.correlations(inputs.overlaps, 0, 1)
    // The pairs of a family have one correlation.
    let familyTheory = families.map {
      prediction.correlations(inputs.overlaps, $0.pairs[0].a, $0.pairs[0].b)
    }
    rows = try statistics.layers.enumerated().map { layer, measured in
      let vectors = layer == 0 ? inputs.vectors : first.preActivations[layer] ?? inputs.vectors
      let replicas: ReplicaSet =
        layer == 0 || settings.networks == 1
        ? .vectors(vectors) : .samples(found.samples[layer - 1])
      let analysis =
        inputs.count >= 3 && vectors.columns >= 2
        ? try ReplicaAnalysis(replicas, seed: session.seed) : nil
      return Row(
        layer: layer, length: measured.length, lengthDeviation: measured.lengthDeviation,
        lengthTheory: lengths[layer], correlation: measured.correlation(0, 1),
        correlationDeviation: measured.correlationDeviation?[0, 1],
        correlationTheory: correlations[layer],
        families: zip(families, familyTheory).map { family, theory in
          Family(family, measured, theory: theory[layer])
        },
        analysis: analysis)
    }
  }

  /// What is kept of all networks.
  private struct Networks {
    var accumulator = DeepNetworkAccumulator()
    /// The overlaps of all networks in every layer, from 1.
    var samples: [OverlapSamples]
    var first: NetworkRecord
  }

  private static func simulate(
    _ ensemble: DeepNetworkEnsemble, networks: Int, session: Session
  ) async throws -> Networks {
    let progress = session.progress("simulating", total: networks)
    defer { progress.finish() }
    var found: Networks?
    let widths = ensemble.network.widths
    let count = ensemble.inputs.count
    let layers = Set(1...widths.count)
    try await concurrentForEach(count: networks, threads: session.threadCount) { index in
      defer { progress.advance(1) }
      let record = try ensemble.network.propagate(
        ensemble.inputs, network: index, seed: ensemble.seed, engine: ensemble.engine,
        keeping: index < OverlapSamples.samplesWithSites ? layers : [])
      return index == 0 ? record : record.keeping(neurons: OverlapSamples.sitesPerSample)
    } deliver: { index, record in
      if index == 0 {
        found = Networks(
          samples: widths.map { _ in OverlapSamples(replicaCount: count) }, first: record)
      }
      // Says which signal vanished, where one did.
      try found?.accumulator.add(record)
      for (layer, width) in widths.enumerated() {
        try found?.samples[layer].add(
          overlaps: record.overlaps[layer + 1], siteCount: width,
          sites: record.preActivations[layer + 1])
      }
    }
    guard let found else { throw CancellationError() }
    return found
  }
}

extension DeepNetSimulation.Family {
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
