import LinearAlgebra
import NumericalMethods
import RandomNetworks
import RealModule
import Statistics
import Testing

/// Networks by explicit weights against networks drawn from the law of their signals.
///
/// Calibrated by breaking the code: a scale 3 % larger in one engine, no biases, biases of another sign for
/// some inputs, the scale of narrowing orthogonal layers without its maximum, normal numbers in place of
/// orthonormal rows, no activation function, and one stream for all layers or for all networks each make a
/// test here fail.
@Suite struct PropagationEngineTests {
  static let prescribed = Matrix(
    rows: 3, columns: 3, elements: [1, 0.5, -0.2, 0.5, 2, 0.1, -0.2, 0.1, 0.5])

  /// Lengths, overlaps and correlations of layer 1, of a layer in the middle and of the last have one law.
  ///
  /// Kolmogorov and Smirnov's test of 1200 networks each; level 0.001 over 2 × 2 × 12 comparisons.
  @Test(arguments: WeightLaw.allCases, [Activation.tanh, .relu])
  func enginesHaveOneLaw(law: WeightLaw, activation: Activation) async throws {
    let inputs = try NetworkInputs(overlaps: Self.prescribed, dimension: 12, seed: 3)
    let network = try DeepNetwork(
      sigmaW: 1.4, sigmaB: 0.3, nonlinearity: activation.function(), weights: law,
      widths: [30, 20, 35, 25, 25, 40])
    func records(_ engine: PropagationEngine, seed: UInt64) async throws -> [NetworkRecord] {
      try await DeepNetworkEnsemble(network: network, inputs: inputs, seed: seed, engine: engine)
        .simulate(networks: 1200, threads: 2)
    }
    let one = try await records(.weights, seed: 1)
    let two = try await records(.exactLaw, seed: 2)
    for layer in [1, 3, 6] {
      func compare(_ what: Comment, _ value: (Matrix) -> Double) {
        let test = KolmogorovSmirnovTest(
          one.map { value($0.overlaps[layer]) }, two.map { value($0.overlaps[layer]) })
        #expect(test.probability > 0.001 / 48, what)
      }
      compare("length in layer \(layer)") { $0[0, 0] }
      compare("overlap in layer \(layer)") { $0[0, 1] }
      compare("correlation in layer \(layer)") { $0[0, 1] / ($0[0, 0] * $0[1, 1]).squareRoot() }
      compare("correlation in layer \(layer)") { $0[0, 2] / ($0[0, 0] * $0[2, 2]).squareRoot() }
    }
  }

  /// The weights of a layer by name are those that signals meet.
  @Test(arguments: WeightLaw.allCases)
  func weightsAreThoseOfTheEngine(law: WeightLaw) throws {
    let inputs = try NetworkInputs(overlaps: Self.prescribed, dimension: 9, seed: 3)
    let network = try DeepNetwork(
      sigmaW: 1.4, sigmaB: 0.3, weights: law, widths: [70, 5, 66])
    let record = try network.propagate(inputs, network: 2, seed: 8, keeping: [1, 2, 3])
    var signal = inputs.vectors
    for layer in 1...3 {
      let weights = network.weights(
        ofLayer: layer, network: 2, seed: 8, inputDimension: inputs.dimension)
      let biases = network.biases(ofLayer: layer, network: 2, seed: 8)
      let fields = try #require(record.preActivations[layer])
      #expect(weights.rows == fields.columns && weights.columns == signal.columns)
      for a in 0..<3 {
        for i in 0..<fields.columns {
          let sum = (0..<signal.columns).reduce(biases[i]) {
            $0 + weights[i, $1] * signal[a, $1]
          }
          #expect(abs(fields[a, i] - sum) < 1e-12)
        }
      }
      signal = fields
      for k in signal.elements.indices { signal.elements[k] = Double.tanh(signal.elements[k]) }
    }
  }

  @Test(arguments: [(6, 6), (9, 4), (4, 9)])
  func orthogonalWeights(width: Int, inputs: Int) throws {
    let network = try DeepNetwork(
      sigmaW: 1.3, sigmaB: 0, weights: .orthogonal, widths: [width])
    let weights = network.weights(ofLayer: 1, network: 1, seed: 4, inputDimension: inputs)
    let gram =
      width >= inputs ? weights.transposed.gramMatrix() : weights.gramMatrix()
    let square = 1.69 * max(1, Double(width) / Double(inputs))
    for i in 0..<gram.rows {
      for j in 0..<gram.rows { #expect(abs(gram[i, j] - (i == j ? square : 0)) < 1e-13) }
    }
    // All elements have mean 0 and variance σ_w²/N_{l−1}; of 4000, 4.4 standard errors.
    var sums = (0.0, 0.0, 0.0)
    for k in 0..<4000 {
      let w = network.weights(ofLayer: 1, network: k, seed: 5, inputDimension: inputs)
      sums.0 += w[0, 0]
      sums.1 += w[0, 0] * w[0, 0]
      sums.2 += w[0, 0] * w[1, 1]
    }
    let variance = 1.69 / Double(inputs)
    let error = (1.0 / 4000).squareRoot()
    #expect(abs(sums.0 / 4000) < 4.4 * error * variance.squareRoot())
    #expect(abs(sums.1 / 4000 - variance) < 4.4 * error * 1.5 * variance)
    #expect(abs(sums.2 / 4000) < 4.4 * error * 1.1 * variance)
  }

  /// Lengths do not change in linear orthogonal networks that do not narrow.
  @Test(arguments: PropagationEngine.allCases)
  func orthogonalNetworksAreIsometries(engine: PropagationEngine) throws {
    let inputs = try NetworkInputs(overlaps: Self.prescribed, dimension: 9, seed: 3)
    let network = try DeepNetwork(
      sigmaW: 1, sigmaB: 0, nonlinearity: Linear(), weights: .orthogonal, widths: [9, 20, 20])
    let record = try network.propagate(inputs, seed: 8, engine: engine)
    for (x, y) in zip(record.overlaps[3].elements, Self.prescribed.elements) {
      #expect(abs(x - y) < 1e-13)
    }
  }

  /// Equal inputs stay equal in a chaotic network; nearly equal ones keep their relative distance.
  @Test(arguments: PropagationEngine.allCases)
  func equalInputsStayEqual(engine: PropagationEngine) throws {
    var vectors = Matrix(rows: 4, columns: 60) { a, i in Double((7 * a * i + 3 * i) % 11) - 5.3 }
    for i in 0..<60 { vectors[2, i] = vectors[0, i] }
    for i in 0..<60 { vectors[3, i] = vectors[0, i] * (1 + 1e-11 * Double(i % 5)) }
    let inputs = try NetworkInputs(vectors)
    let network = try DeepNetwork(sigmaW: 4, sigmaB: 0.1, width: 60, depth: 120)
    let record = try network.propagate(inputs, seed: 2, engine: engine, keeping: [1, 120])
    let last = try #require(record.preActivations[120])
    #expect(last.row(0).elementsEqual(last.row(2)))
    #expect(record.overlaps[120][0, 2] == record.overlaps[120][0, 0])
    #expect(abs(record.overlaps[120][0, 3] / record.overlaps[120][0, 0]) < 0.9)
    let first = try #require(record.preActivations[1])
    func distance(_ m: Matrix) -> Double {
      zip(m.row(0), m.row(3)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    // |h_0 − h_3|² is 16 |x_0 − x_3|² up to a chi-square factor of 60 degrees of freedom.
    let ratio = distance(first) / distance(vectors) / 16
    #expect(ratio > 0.3 && ratio < 2.5)
  }

  /// More inputs than neurons: overlaps are those of vectors in few dimensions.
  @Test(arguments: WeightLaw.allCases)
  func moreInputsThanNeurons(law: WeightLaw) throws {
    let inputs = try NetworkInputs(circleOf: 30, dimension: 50, seed: 1)
    let network = try DeepNetwork(sigmaW: 1.5, sigmaB: 0.2, weights: law, widths: [4, 8, 3])
    let record = try network.propagate(inputs, seed: 2, engine: .exactLaw)
    let values = try SymmetricEigensystem(of: record.overlaps[3]).values
    #expect(values[2] > 1e-9 && abs(values[3]) < 1e-12 * values[0])
  }

  @Test func drawnNetworksDoNotDependOnThreads() async throws {
    let inputs = try NetworkInputs(overlaps: Self.prescribed, dimension: 20, seed: 3)
    let network = try DeepNetwork(sigmaW: 2, sigmaB: 0.3, widths: [130, 70, 101])
    let ensemble = DeepNetworkEnsemble(
      network: network, inputs: inputs, seed: 7, engine: .exactLaw)
    let one = try await ensemble.simulate(networks: 9, threads: 1, keeping: [2])
    #expect(try await ensemble.simulate(networks: 9, threads: 2, keeping: [2]) == one)
    #expect(
      try await ensemble.simulate(networks: 4, from: 5, threads: 2, keeping: [2])
        == Array(one[5...]))
    #expect(one[0].overlaps[1] != one[1].overlaps[1])
  }

  @Test func circles() throws {
    let inputs = try NetworkInputs(circleOf: 7, length: 2.5, dimension: 30, seed: 4)
    let q = inputs.overlaps
    for a in 0..<7 {
      for b in 0..<7 {
        #expect(abs(q[a, b] - 2.5 * Double.cos(2 * .pi * Double(a - b) / 7)) < 1e-14)
      }
    }
    #expect(try inputs != NetworkInputs(circleOf: 7, length: 2.5, dimension: 30, seed: 5))
    #expect(throws: RandomNetworkError.tooFewInputs(1)) {
      try NetworkInputs(circleOf: 1, dimension: 30, seed: 5)
    }
    #expect(throws: RandomNetworkError.self) {
      try NetworkInputs(circleOf: 3, dimension: 1, seed: 5)
    }
    #expect(throws: RandomNetworkError.self) {
      try NetworkInputs(circleOf: 3, length: .nan, dimension: 9, seed: 5)
    }
  }
}
