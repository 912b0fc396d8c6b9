import LinearAlgebra
import NetworkModels
import NumericalMethods
import Overlaps
import RandomNetworks
import RealModule
import Statistics
import Testing

/// The identity; networks without an activation function have exact averages at any width.
struct Identity: Nonlinearity {
  var name: String { "linear" }
  var analyticHalfWidth: Double { 10 }
  func value(_ x: Double) -> Double { x }
  func derivative(_ x: Double) -> Double { 1 }
  func secondDerivative(_ x: Double) -> Double { 0 }
  func difference(center: Double, halfWidth: Double) -> Double { 2 * halfWidth }
}

/// Calibrated by breaking the code: a weight variance of σ_w²/N_l, a σ_w larger by 3 %, biases left out,
/// of variance σ_b⁴ or the same in a block of neurons, one weight stream for all networks or for all
/// layers, and no activation function each make at least one test here fail.
@Suite struct DeepNetworkTests {
  static let prescribed = Matrix(
    rows: 3, columns: 3, elements: [1, 0.5, -0.2, 0.5, 2, 0.1, -0.2, 0.1, 0.5])

  /// Pre-activations of the first layer are Gaussian with a known covariance, exactly.
  ///
  /// 40000 neurons; level 0.001 over 20 comparisons: 4.06 standard errors; 4.5 are allowed.
  @Test func firstLayerHasItsLaw() async throws {
    let (sigmaW, sigmaB) = (1.4, 0.7)
    let inputs = try NetworkInputs(overlaps: Self.prescribed, dimension: 30, seed: 2)
    let network = try DeepNetwork(sigmaW: sigmaW, sigmaB: sigmaB, widths: [2000])
    let records = try await DeepNetworkEnsemble(network: network, inputs: inputs, seed: 5)
      .simulate(networks: 20, keeping: [1])
    let fields = try records.map { try #require($0.preActivations[1]) }
    let covariance = Matrix(rows: 3, columns: 3) { a, b in
      sigmaW * sigmaW * Self.prescribed[a, b] + sigmaB * sigmaB
    }
    func check(
      _ values: [Double], mean: Double, variance: Double, _ what: Comment,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let moments = SampleMoments(values)
      let z = (moments.mean - mean) / (variance / Double(moments.count)).squareRoot()
      #expect(abs(z) < 4.5, what, sourceLocation: sourceLocation)
    }
    for a in 0..<3 {
      let column = fields.flatMap { Array($0.row(a)) }
      let q = covariance[a, a]
      check(column, mean: 0, variance: q, "mean of \(a)")
      check(column.map { $0 * $0 * $0 }, mean: 0, variance: 15 * q * q * q, "skewness of \(a)")
      check(
        column.map { $0 * $0 * $0 * $0 }, mean: 3 * q * q, variance: 96 * q * q * q * q,
        "fourth moment of \(a)")
      // Neighbouring neurons share no weight and no bias, nor do the same neurons of two networks.
      check(zip(column, column.dropFirst()).map { $0 * $1 }, mean: 0, variance: q * q, "neurons")
      check(
        zip(column, column.dropFirst(2000)).map { $0 * $1 }, mean: 0, variance: q * q, "networks")
      for b in 0...a {
        let products = fields.flatMap { zip($0.row(a), $0.row(b)).map { $0 * $1 } }
        let variance =
          covariance[a, a] * covariance[b, b] + covariance[a, b] * covariance[a, b]
        check(products, mean: covariance[a, b], variance: variance, "overlap \(a), \(b)")
      }
    }
  }

  /// In a linear network q_ab^l = σ_w² q_ab^{l−1} + σ_b² holds on average for any widths.
  ///
  /// Level 0.001 over 30 comparisons with the spread of 1500 networks: 4.2 standard errors.
  @Test func linearNetworksFollowTheirRecursion() async throws {
    let (sigmaW, sigmaB) = (1.1, 0.4)
    let inputs = try NetworkInputs(overlaps: Self.prescribed, dimension: 12, seed: 3)
    let network = try DeepNetwork(
      sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: Identity(), widths: [90, 40, 70, 30, 100])
    let records = try await DeepNetworkEnsemble(network: network, inputs: inputs, seed: 6)
      .simulate(networks: 1500, threads: 2)
    let statistics = try DeepNetworkStatistics(records)
    #expect(statistics.layers.count == 6)
    var expected = Self.prescribed
    for layer in statistics.layers {
      for a in 0..<3 {
        for b in 0...a {
          let overlap = layer.overlap(a, b)
          let error = max(try #require(overlap.error), 1e-12)
          #expect(abs(overlap.value - expected[a, b]) < 4.2 * error)
        }
      }
      for k in expected.elements.indices {
        expected.elements[k] = sigmaW * sigmaW * expected.elements[k] + sigmaB * sigmaB
      }
    }
    // Lengths fluctuate: Var q/q² is about 2/N_1 + … per layer, not 0 and not 1.
    let deviation = try #require(statistics.layers[1].lengthDeviations)
    let q = sigmaW * sigmaW + sigmaB * sigmaB
    #expect(abs(deviation[0] / (q * (2.0 / 90).squareRoot()) - 1) < 0.1)
  }

  /// The weights of two layers are independent.
  ///
  /// Unit vectors sent through a linear network show W¹ and W²W¹. Given W¹, the sum
  /// Σ (W²W¹)_ij (W¹W¹)_ij is Gaussian of mean 0 and variance (σ_w²/N) Σ (W¹W¹W¹ᵀ)_ij². Level 0.001
  /// over 3 comparisons: 3.6 standard errors.
  @Test func layersAreIndependent() throws {
    let n = 30
    let network = try DeepNetwork(
      sigmaW: 1.2, sigmaB: 0, nonlinearity: Identity(), width: n, depth: 2)
    for index in 0..<3 {
      let record = try network.propagate(
        try NetworkInputs(.identity(n)), network: index, seed: 4, keeping: [1, 2])
      let first = try #require(record.preActivations[1]).transposed
      let product = try #require(record.preActivations[2]).transposed
      let square = first * first
      let sum = zip(product.elements, square.elements).reduce(0) { $0 + $1.0 * $1.1 }
      let norm = Matrix.product(square, withTransposeOf: first).elements
        .reduce(0) { $0 + $1 * $1 }
      #expect(abs(sum) < 3.6 * 1.2 * (norm / Double(n)).squareRoot())
    }
  }

  /// All inputs see the same weights: without biases a linear network obeys superposition.
  @Test func superposition() throws {
    var vectors = Matrix(rows: 3, columns: 5) { a, i in Double((7 * a + 3 * i) % 5) - 1.7 }
    for i in 0..<5 { vectors[2, i] = 2 * vectors[0, i] - vectors[1, i] }
    let network = try DeepNetwork(
      sigmaW: 1.3, sigmaB: 0, nonlinearity: Identity(), widths: [200, 1, 65])
    let record = try network.propagate(
      try NetworkInputs(vectors), network: 4, seed: 9, keeping: [1, 3])
    #expect(record.preActivations.keys.sorted() == [1, 3])
    for layer in [1, 3] {
      let fields = try #require(record.preActivations[layer])
      for i in 0..<fields.columns {
        #expect(abs(fields[2, i] - 2 * fields[0, i] + fields[1, i]) < 1e-12)
      }
      #expect(
        try OverlapMatrix(ofRows: fields).matrix == OverlapMatrix(record.overlaps[layer]).matrix)
    }
  }

  /// Splitting a network in two at any layer, by hand, gives the same signals.
  @Test func activationStandsBetweenLayers() throws {
    let inputs = try NetworkInputs(overlaps: .identity(2), dimension: 8, seed: 1)
    func second(_ nonlinearity: any Nonlinearity, _ inputs: NetworkInputs) throws -> Matrix {
      let network = try DeepNetwork(
        sigmaW: 0.9, sigmaB: 0, nonlinearity: nonlinearity, widths: [8, 8])
      return try #require(
        try network.propagate(inputs, seed: 3, keeping: [2]).preActivations[2])
    }
    // For small signals tanh is the identity up to a third order.
    let scale = 1e-4
    let small = try NetworkInputs(
      Matrix(rows: 2, columns: 8, elements: inputs.vectors.elements.map { $0 * scale }))
    let (curved, straight) = (try second(Tanh(), small), try second(Identity(), small))
    for (x, y) in zip(curved.elements, straight.elements) { #expect(abs(x - y) < 1e-10) }
    // Large signals are bounded by σ_w √N.
    let large = try NetworkInputs(
      Matrix(rows: 2, columns: 8, elements: inputs.vectors.elements.map { $0 * 1e6 }))
    #expect(try second(Tanh(), large).elements.allSatisfy { abs($0) < 0.9 * 8 * 4 })
  }

  @Test func resultsDoNotDependOnThreads() async throws {
    let inputs = try NetworkInputs(overlaps: Self.prescribed, dimension: 20, seed: 3)
    let network = try DeepNetwork(sigmaW: 2, sigmaB: 0.3, widths: [130, 70, 100])
    let ensemble = DeepNetworkEnsemble(network: network, inputs: inputs, seed: 7)
    let one = try await ensemble.simulate(networks: 9, threads: 1, keeping: [2])
    let two = try await ensemble.simulate(networks: 9, threads: 2, keeping: [2])
    let many = try await ensemble.simulate(networks: 9, threads: 5, keeping: [2])
    #expect(one == two && one == many)
    let later = try await ensemble.simulate(networks: 4, from: 5, threads: 2, keeping: [2])
    #expect(Array(one[5...]) == later)
    #expect(try one[3] == network.propagate(inputs, network: 3, seed: 7, keeping: [2]))
    #expect(one.map(\.network) == Array(0..<9))
    #expect(one[0].overlaps[1] != one[1].overlaps[1])
    #expect(one[0].overlaps[0] == inputs.overlaps)
  }

  /// A deeper or differently continued network has the same first layers.
  @Test func layersHaveTheirOwnStreams() throws {
    let inputs = try NetworkInputs(overlaps: Self.prescribed, dimension: 20, seed: 3)
    let long = try DeepNetwork(sigmaW: 2, sigmaB: 0.3, widths: [50, 60, 70])
      .propagate(inputs, seed: 1)
    let short = try DeepNetwork(sigmaW: 2, sigmaB: 0.3, widths: [50, 60]).propagate(inputs, seed: 1)
    #expect(Array(long.overlaps[...2]) == short.overlaps)
  }

  @Test func badNetworksAreRefused() throws {
    for sigmaW in [0, -1, .nan, .infinity] {
      #expect(throws: RandomNetworkError.self) {
        try DeepNetwork(sigmaW: sigmaW, sigmaB: 0, width: 3, depth: 2)
      }
    }
    for sigmaB in [-0.1, .nan, .infinity] {
      #expect(throws: RandomNetworkError.self) {
        try DeepNetwork(sigmaW: 1, sigmaB: sigmaB, width: 3, depth: 2)
      }
    }
    for depth in [0, -1] {
      #expect(throws: RandomNetworkError.noLayers) {
        try DeepNetwork(sigmaW: 1, sigmaB: 0, width: 3, depth: depth)
      }
    }
    #expect(throws: RandomNetworkError.noLayers) {
      try DeepNetwork(sigmaW: 1, sigmaB: 0, widths: [])
    }
    #expect(throws: RandomNetworkError.emptyLayer(layer: 2, width: 0)) {
      try DeepNetwork(sigmaW: 1, sigmaB: 0, widths: [3, 0])
    }
  }

  @Test func unboundedAndVanishedSignalsAreRefused() throws {
    let inputs = try NetworkInputs(overlaps: .identity(2), dimension: 3, seed: 1)
    let growing = try DeepNetwork(
      sigmaW: 1e100, sigmaB: 0, nonlinearity: Identity(), width: 4, depth: 3)
    #expect(throws: RandomNetworkError.signalNotFinite(network: 7, layer: 2, input: 0)) {
      try growing.propagate(inputs, network: 7, seed: 1)
    }
    let vanishing = try DeepNetwork(sigmaW: 1e-100, sigmaB: 0, width: 4, depth: 3)
    let record = try vanishing.propagate(inputs, network: 7, seed: 1)
    #expect(throws: RandomNetworkError.vanishedSignal(network: 7, layer: 2, input: 0)) {
      try DeepNetworkStatistics([record])
    }
  }

  /// As an architecture like others an ensemble gives its own records, whatever the engine.
  @Test(arguments: PropagationEngine.allCases)
  func isAnArchitectureLikeOthers(engine: PropagationEngine) async throws {
    let ensemble = DeepNetworkEnsemble(
      network: try DeepNetwork(
        FeedforwardModel(sigmaW: 1.5, sigmaB: 0.2), widths: [12, 9, 7]),
      inputs: try NetworkInputs(
        overlaps: Matrix(rows: 2, columns: 2, elements: [1, 0.4, 0.4, 1]), dimension: 10, seed: 3),
      seed: 5, engine: engine)
    let architecture: any FiniteArchitecture = ensemble
    #expect(architecture.depth == 3)
    #expect(
      try await architecture.simulate(networks: 3, seed: 5)
        == ensemble.simulate(networks: 3, threads: 2))
  }
}
