import LinearAlgebra
import NetworkTheory
import NumericalMethods
import RandomNetworks

/// The maps, the trajectories and the phase diagrams of a kind of deep network.
package struct DeepNetOverview: Sendable {
  /// What is looked at.
  package enum Subject: String, Sendable, CaseIterable {
    case lengths
    case correlations
  }

  /// The maps and the trajectories at one σ_w.
  struct Network: Sendable {
    let sigmaW: Double
    /// `nil` where lengths grow without bound.
    let theory: DeepNetworkTheory?
    /// The map of panel A at ``DeepNetOverview/abscissa``.
    let map: [Double]
    /// By start: the theory of every layer from ``DeepNetOverview/firstLayer`` on.
    let predicted: [[Double]]
    /// By start and layer: mean over networks and standard deviation of one network.
    let measured: [[(mean: Double, deviation: Double)]]
  }

  let subject: Subject
  let sigmaB: Double
  let phi: NamedActivation
  let starts: [Double]
  let width: Int
  let abscissa: [Double]
  let networks: [Network]
  let plane: PhasePlane
  /// How many layers lengths take to their fixed point, row by row as ``PhasePlane/values(_:)``; `nil` for correlations.
  let convergence: [Double?]?

  /// The layer of the first entry of every trajectory: lengths begin with the first, correlations with the input.
  var firstLayer: Int { subject == .lengths ? 1 : 0 }

  /// Computes theory and finite networks.
  ///
  /// - Parameters:
  ///   - subject: What is looked at.
  ///   - phi: The activation function.
  ///   - sigmaW: The deviations of the weights of maps and trajectories.
  ///   - sigmaB: The deviation of the biases of maps and trajectories.
  ///   - starts: Squared lengths in the first layer, or correlations of the inputs.
  ///   - depth: The number of layers.
  ///   - width: The width of the finite networks.
  ///   - networks: The number of finite networks for each deviation.
  ///   - plane: The deviations of the phase diagrams.
  ///   - session: Seed, threads and progress.
  /// - Throws: ``NetworkTheoryError`` and ``RandomNetworkError``.
  package init(
    _ subject: Subject, _ phi: NamedActivation, sigmaW: [Double], sigmaB: Double,
    starts: [Double], depth: Int, width: Int, networks: Int,
    plane: (sigmaW: [Double], sigmaB: [Double]), session: Session
  ) async throws {
    self.subject = subject
    self.sigmaB = sigmaB
    self.phi = phi
    self.starts = starts
    self.width = width
    let function = phi.function
    self.plane = PhasePlane(
      try NetworkPhaseDiagram(
        sigmaW: plane.sigmaW, sigmaB: plane.sigmaB, nonlinearity: function), function: function)
    convergence = subject == .lengths ? try self.plane.convergenceDepths() : nil
    let theories = try sigmaW.map { try Self.theory(sigmaW: $0, sigmaB: sigmaB, function) }
    let longest = max(starts.max() ?? 1, theories.compactMap { $0?.qStar }.max() ?? 1)
    abscissa =
      subject == .lengths
      ? (0...120).map { 1.1 * longest * Double($0) / 120 } : (0...100).map { Double($0) / 100 }
    var found: [Network] = []
    for (index, deviation) in sigmaW.enumerated() {
      found.append(
        try await Self.network(
          subject, deviation, sigmaB, function, theories[index], starts: starts, depth: depth,
          width: width, networks: networks, abscissa: abscissa, session: session))
    }
    self.networks = found
  }

  private static func theory(
    sigmaW: Double, sigmaB: Double, _ function: any Nonlinearity
  ) throws -> DeepNetworkTheory? {
    do {
      return try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: function)
    } catch is NetworkTheoryError { return nil }
  }

  private static func network(
    _ subject: Subject, _ sigmaW: Double, _ sigmaB: Double,
    _ function: any Nonlinearity, _ theory: DeepNetworkTheory?, starts: [Double], depth: Int,
    width: Int, networks: Int, abscissa: [Double], session: Session
  ) async throws -> Network {
    let lengthMap = try LengthMap(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: function)
    let correlations = CorrelationMap(lengthMap)
    guard subject == .lengths else {
      guard let theory, theory.qStar > 0 else {
        return Network(sigmaW: sigmaW, theory: theory, map: [], predicted: [], measured: [])
      }
      // Inputs of the length whose first layer is at q*.
      let q0 = max(1e-6, (theory.qStar - sigmaB * sigmaB) / (sigmaW * sigmaW))
      let chain = [1.0] + starts
      let overlaps = Matrix(rows: chain.count, columns: chain.count) { a, b in
        a == b ? q0 : q0 * chain[a] * chain[b]
      }
      let layers = try await simulate(
        sigmaW, sigmaB, function, overlaps: overlaps, depth, width, networks, session)
      return Network(
        sigmaW: sigmaW, theory: theory,
        map: abscissa.map { correlations.correlation(after: $0, q: theory.qStar) },
        predicted: try starts.map {
          try theory.trajectory(q0: q0, c0: $0, depth: depth).c
        },
        measured: starts.indices.map { start in
          layers.map {
            ($0.correlationMean[0, start + 1], $0.correlationDeviation?[0, start + 1] ?? 0)
          }
        })
    }
    let overlaps = Matrix(rows: starts.count, columns: starts.count) { a, b in
      a == b ? (starts[a] - sigmaB * sigmaB) / (sigmaW * sigmaW) : 0
    }
    let layers = try await simulate(
      sigmaW, sigmaB, function, overlaps: overlaps, depth, width, networks, session)
    return Network(
      sigmaW: sigmaW, theory: theory, map: abscissa.map { lengthMap($0) },
      predicted: starts.map { lengthMap.iterate(from: $0, layers: depth - 1) },
      measured: starts.indices.map { start in
        layers.dropFirst().map { ($0.lengthMeans[start], $0.lengthDeviations?[start] ?? 0) }
      })
  }

  private static func simulate(
    _ sigmaW: Double, _ sigmaB: Double, _ function: any Nonlinearity, overlaps: Matrix,
    _ depth: Int, _ width: Int, _ networks: Int, _ session: Session
  ) async throws -> [DeepLayerStatistics] {
    // A single input has no overlaps; a second, orthogonal one changes nothing for the first.
    let all =
      overlaps.rows > 1
      ? overlaps : Matrix(rows: 2, columns: 2) { $0 == $1 ? overlaps[0, 0] : 0 }
    let ensemble = DeepNetworkEnsemble(
      network: try DeepNetwork(
        sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: function, width: width, depth: depth),
      inputs: try NetworkInputs(
        overlaps: all, dimension: max(100, all.rows), seed: session.seed),
      seed: session.seed, engine: .exactLaw)
    let records = try await session.concurrently("networks", count: networks) { index in
      try ensemble.network.propagate(
        ensemble.inputs, network: index, seed: ensemble.seed, engine: ensemble.engine)
    }
    return try DeepNetworkStatistics(records).layers
  }
}
